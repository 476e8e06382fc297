package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/latchkey-network/latchkey/quorum"
)

// The causes that a gateway has besides those of nodes. Each has one title and one HTTP status.
const (
	urn           = "urn:latchkey:problem:"
	malformed     = string(quorum.Malformed)
	tooLarge      = string(quorum.TooLarge)
	busy          = string(quorum.Busy)
	notFound      = string(quorum.NotFound)
	internal      = string(quorum.Internal)
	tooFew        = urn + "too-few-nodes"
	tooMany       = urn + "rate-limited"
	ending        = urn + "gateway-ending"
	unauthorized  = urn + "upload-unauthorized"
	quota         = urn + "quota"
	noSuchBlob    = urn + "no-such-blob"
	wrongOffset   = urn + "wrong-offset"
	locked        = urn + "upload-locked"
	wrongChecksum = urn + "wrong-checksum"
	wrongVersion  = urn + "tus-version"
	wrongMedia    = urn + "media-type"
	noUploads     = urn + "no-uploads"
	fileGone      = urn + "file-unavailable" // said to clients of Ocean's alone
	noSuchPart    = urn + "no-such-part"     // likewise

	// What is said of single nodes only.
	noAnswer   = urn + "no-answer"
	wrongShare = urn + "wrong-share"
)

var problems = map[string]struct {
	title  string
	status int
}{
	tooFew:        {"too few nodes gave a share", http.StatusBadGateway},
	tooMany:       {"too many requests", http.StatusTooManyRequests},
	ending:        {"this gateway ends and takes nothing new", http.StatusGone},
	unauthorized:  {"the upload is not authorised", http.StatusUnauthorized},
	quota:         {"there is no room for it", http.StatusRequestEntityTooLarge},
	noSuchBlob:    {"there is no such upload or blob", http.StatusNotFound},
	wrongOffset:   {"the upload is at another offset", http.StatusConflict},
	locked:        {"another request brings this upload on", http.StatusLocked},
	wrongChecksum: {"the bytes do not have the checksum", 460}, // tus
	wrongVersion:  {"only tus 1.0.0 is spoken here", http.StatusPreconditionFailed},
	wrongMedia:    {"bytes come as application/offset+octet-stream", http.StatusUnsupportedMediaType},
	noUploads:     {"this gateway takes no uploads", http.StatusForbidden},
	fileGone:      {"the file cannot be had from where the seller keeps it", http.StatusBadGateway},
	noSuchPart:    {"the file has no such part", http.StatusRequestedRangeNotSatisfiable},
}

// problem is a problem document (RFC 9457) with what only gateways tell. It is an error.
type problem struct {
	Type     string        `json:"type" doc:"A stable URN per cause."`
	Title    string        `json:"title" doc:"The cause in a few words."`
	Status   int           `json:"status" doc:"The HTTP status."`
	Detail   string        `json:"detail,omitempty" doc:"What happened this time."`
	Nodes    []nodeProblem `json:"nodes,omitempty" nullable:"false" doc:"What single nodes said."`
	Gateways []string      `json:"gateways,omitempty" nullable:"false" doc:"Other gateways."`

	wait time.Duration // for Retry-After
}

type nodeProblem struct {
	Index  int    `json:"index" doc:"The member's, from 1."`
	Type   string `json:"type"`
	Detail string `json:"detail,omitempty"`
}

func (p *problem) Error() string { return strings.TrimPrefix(p.Type, urn) + ": " + p.Detail }

func refuse(kind, format string, args ...any) error {
	return &problem{Type: kind, Detail: fmt.Sprintf(format, args...)}
}

func rateLimited(wait time.Duration, whose string) error {
	return &problem{Type: tooMany, Detail: "the limit " + whose + " is reached", wait: wait}
}

// errGone says that the client went away in the middle of its answer.
var errGone = errors.New("the client went away")

// gone is errGone for an error of writing.
func gone(err error) error {
	if err != nil {
		return errGone
	}
	return nil
}

// asProblem makes an error what clients are told. What is no problem is the gateway's own fault: the
// world learns no more than that.
func asProblem(err error) *problem {
	p := new(problem)
	if node := new(quorum.Problem); errors.As(err, &node) {
		complete := node.Complete()
		return &problem{Type: string(complete.Type), Title: complete.Title, Status: complete.Status, Detail: complete.Detail}
	}
	if bad := badSearch(""); errors.As(err, &bad) {
		p = &problem{Type: malformed, Detail: string(bad)}
	} else if !errors.As(err, &p) {
		p = &problem{Type: internal}
	}
	done := *p
	if own, ok := problems[p.Type]; ok {
		done.Title, done.Status = own.title, own.status
	} else {
		complete := (&quorum.Problem{Type: quorum.ProblemType(p.Type)}).Complete()
		done.Type, done.Title, done.Status = string(complete.Type), complete.Title, complete.Status
		if done.Type == internal {
			done.Title, done.Detail = "the gateway failed", ""
		}
	}
	return &done
}

// write writes the document.
func (p *problem) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if p.wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.wait.Seconds()))))
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
