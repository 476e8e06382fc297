package main

// What stores and locations of the clouds need is linked here: package storage knows them by
// their URLs alone.
import (
	_ "gocloud.dev/blob/azureblob" // azblob://
	_ "gocloud.dev/blob/gcsblob"   // gs://
	_ "gocloud.dev/blob/s3blob"    // s3://
)
