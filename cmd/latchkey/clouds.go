package main

// What stores and locations of the clouds need is linked here: package storage knows them by
// their URLs alone.
import (
	_ "gocloud.dev/blob/azureblob" // azblob://
	_ "gocloud.dev/blob/gcsblob"   // gs://
	_ "gocloud.dev/blob/s3blob"    // s3://

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/parts"
)

func openStore(rawURL string) (*storage.Store, error) {
	s, err := storage.OpenStore(rawURL)
	if err != nil {
		return nil, err
	}
	s.Options.Parts, s.Options.BeforeWrite = parts.Of, parts.BeforeWrite
	return s, nil
}
