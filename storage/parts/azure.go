package parts

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"github.com/latchkey-network/latchkey/storage"
)

// azureUploads are blocks that are not committed (https://learn.microsoft.com/rest/api/storageservices/put-block). Azure keeps them for a
// week, and has no uploads: the name of a block says to which of ours it belongs.
type azureUploads struct {
	client *container.Client
}

// InOrder is false: blocks come in any order.
func (u *azureUploads) InOrder() bool { return false }

// Begin asks nobody.
func (u *azureUploads) Begin(context.Context, string, int64, int64, map[string]string) (string, error) {
	return rand.Text(), nil
}

func (u *azureUploads) Sent(ctx context.Context, key, id string) (map[int]storage.Part, error) {
	list, err := u.client.NewBlockBlobClient(key).GetBlockList(ctx, blockblob.BlockListTypeUncommitted, nil)
	if err != nil && !bloberror.HasCode(err, bloberror.BlobNotFound) {
		return nil, fmt.Errorf("looking for what is there: %w", err)
	}
	sent := make(map[int]storage.Part)
	for _, b := range list.UncommittedBlocks {
		if b.Name == nil || b.Size == nil {
			continue
		}
		name, err := base64.StdEncoding.DecodeString(*b.Name)
		if err != nil {
			continue // another's
		}
		if rest, ours := strings.CutPrefix(string(name), id); ours {
			if number, err := strconv.Atoi(rest); err == nil && azureBlock(id, number) == *b.Name {
				sent[number] = storage.Part{Size: *b.Size, Tag: *b.Name}
			}
		}
	}
	if len(sent) == 0 {
		return nil, fmt.Errorf("the blocks: %w", storage.ErrNotFound)
	}
	return sent, nil
}

// azureBlock is the name of a block. Azure wants one length of all blocks that it has for a blob, of whatever upload: 64 bytes before
// they are encoded, the most, as Azure's library makes them.
func azureBlock(id string, number int) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s%038d", id, number))
}

func (u *azureUploads) Send(ctx context.Context, key, id string, number int, body io.ReadSeeker, size int64) (string, error) {
	block := azureBlock(id, number)
	if _, err := u.client.NewBlockBlobClient(key).StageBlock(ctx, block, streaming.NopCloser(body), nil); err != nil {
		return "", fmt.Errorf("sending part %d: %w", number, err)
	}
	return block, nil
}

func (u *azureUploads) Finish(ctx context.Context, key, id string, tags []string, metadata map[string]string) error {
	anything, kind := azcore.ETagAny, "application/octet-stream"
	escaped := make(map[string]*string)
	for name, value := range metadata {
		// As gocloud.dev/blob/azureblob has them: Azure takes names of C# alone.
		escaped[strings.ReplaceAll(name, "-", "__0x2d__")] = &value
	}
	_, err := u.client.NewBlockBlobClient(key).CommitBlockList(ctx, tags, &blockblob.CommitBlockListOptions{
		Metadata:         escaped,
		HTTPHeaders:      &blob.HTTPHeaders{BlobContentType: &kind},
		AccessConditions: &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfNoneMatch: &anything}},
	})
	if bloberror.HasCode(err, bloberror.BlobAlreadyExists, bloberror.ConditionNotMet) {
		return fs.ErrExist
	}
	if err != nil {
		return fmt.Errorf("finishing an upload: %w", err)
	}
	return nil
}
