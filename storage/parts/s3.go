package parts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/latchkey-network/latchkey/storage"
)

// s3Uploads are those of S3 and what speaks like it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html).
type s3Uploads struct {
	client *s3.Client
	bucket string
}

// InOrder is false: parts come in any order.
func (u *s3Uploads) InOrder() bool { return false }

func (u *s3Uploads) Begin(ctx context.Context, key string, _, _ int64, metadata map[string]string) (string, error) {
	out, err := u.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &u.bucket, Key: &key, Metadata: metadata,
		ContentType: aws.String("application/octet-stream")})
	if err != nil {
		return "", fmt.Errorf("beginning an upload: %w", err)
	}
	return aws.ToString(out.UploadId), nil
}

func (u *s3Uploads) Sent(ctx context.Context, key, id string) (map[int]storage.Part, error) {
	sent := make(map[int]storage.Part)
	pages := s3.NewListPartsPaginator(u.client, &s3.ListPartsInput{Bucket: &u.bucket, Key: &key, UploadId: &id})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if is(err, "NoSuchUpload") {
			return nil, fmt.Errorf("the upload: %w", storage.ErrNotFound)
		}
		if err != nil {
			return nil, fmt.Errorf("looking for what is there: %w", err)
		}
		for _, p := range page.Parts {
			sent[int(aws.ToInt32(p.PartNumber))] = storage.Part{Size: aws.ToInt64(p.Size), Tag: aws.ToString(p.ETag)}
		}
	}
	return sent, nil
}

func (u *s3Uploads) Send(ctx context.Context, key, id string, number int, body io.ReadSeeker, size int64) (string, error) {
	out, err := u.client.UploadPart(ctx, &s3.UploadPartInput{Bucket: &u.bucket, Key: &key, UploadId: &id, PartNumber: aws.Int32(int32(number)), Body: body, ContentLength: &size})
	if err != nil {
		return "", fmt.Errorf("sending part %d: %w", number, err)
	}
	return aws.ToString(out.ETag), nil
}

func (u *s3Uploads) Finish(ctx context.Context, key, id string, tags []string, _ map[string]string) error {
	parts := make([]types.CompletedPart, len(tags))
	for i, tag := range tags {
		parts[i] = types.CompletedPart{ETag: aws.String(tag), PartNumber: aws.Int32(int32(i + 1))}
	}
	_, err := u.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: &u.bucket, Key: &key, UploadId: &id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}, IfNoneMatch: aws.String("*")})
	if is(err, "PreconditionFailed") {
		return fs.ErrExist
	}
	if err != nil {
		return fmt.Errorf("finishing an upload: %w", err)
	}
	return nil
}

func is(err error, code string) bool {
	answer, ok := errors.AsType[smithy.APIError](err)
	return ok && answer.ErrorCode() == code
}
