// Package parts is what package storage wants of the clouds' libraries beside their drivers, foremost uploads in parts, which stay when
// a process ends. It is a package of its own since it links those libraries.
package parts

import (
	"cloud.google.com/go/storage"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"

	latchkey "github.com/latchkey-network/latchkey/storage"
)

// Of is for storage.Options.Parts. It returns the uploads of a bucket of that name, or nil if it is of no cloud that is known here.
func Of(bucket *blob.Bucket, name string) latchkey.Parts {
	var amazon *s3.Client
	var azure *container.Client
	var google *storage.Client
	switch {
	case bucket.As(&amazon):
		return &s3Uploads{amazon, name}
	case bucket.As(&azure):
		return &azureUploads{azure}
	case bucket.As(&google):
		return &gcsUploads{bucket: name}
	}
	return nil
}

// BeforeWrite is for storage.Options.BeforeWrite: Google's library gives up a part whose answer the line did not bring, unless it is
// told that this passes, as it has it itself of all other requests.
func BeforeWrite(as func(any) bool) error {
	var object **storage.ObjectHandle
	if as(&object) {
		*object = (*object).Retryer(storage.WithErrorFunc(storage.ShouldRetry))
	}
	return nil
}
