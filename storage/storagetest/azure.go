package storagetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
)

const azureAccount = "tester"

// Azure is a server of Azure's blobs: npm azurite, Microsoft's own emulator, a process with a folder.
type Azure struct {
	Addr string

	client *azblob.Client
}

// Query is what a store's URL says to find the server.
func (a *Azure) Query(addr string) string { return "protocol=http&domain=" + url.QueryEscape(addr) }

// NoAzure says why there is no such server here; "" where it is installed.
func NoAzure() string {
	if _, err := os.Stat(azureProgram()); err != nil {
		return "Azure's emulator is not installed: make storage/storagetest/testdata/azurite/node_modules"
	}
	return ""
}

func azureProgram() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "testdata", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js")
}

// StartAzure runs one until the test ends, with its credentials in the test's environment. Programs that the test starts have
// them, too. Where it is not installed the test is skipped.
func StartAzure(t testing.TB) *Azure {
	t.Helper()
	if reason := NoAzure(); reason != "" {
		t.Skip(reason)
	}
	key := base64.StdEncoding.EncodeToString([]byte("the key of the account of tests"))
	for name, value := range map[string]string{
		"AZURE_STORAGE_ACCOUNT": azureAccount, "AZURE_STORAGE_KEY": key, "AZURE_STORAGE_SAS_TOKEN": "", "AZURE_STORAGE_CONNECTION_STRING": "",
		"AZURE_STORAGEBLOB_CONNECTIONSTRING": "", "AZURE_STORAGE_DOMAIN": "", "AZURE_STORAGE_PROTOCOL": "", "AZURE_STORAGE_IS_CDN": "",
		"AZURE_STORAGE_IS_LOCAL_EMULATOR": "",
	} {
		t.Setenv(name, value)
	}
	// The check of versions refuses libraries that are newer than it.
	cmd := exec.Command("node", azureProgram(), "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", t.TempDir(), "--silent",
		"--skipApiVersionCheck", "--disableTelemetry")
	cmd.Env = append(os.Environ(), "AZURITE_ACCOUNTS="+azureAccount+":"+key)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("Azure's emulator says: %s", &log)
		}
	})
	a := new(Azure)
	said := bufio.NewScanner(out)
	for a.Addr == "" && said.Scan() {
		if found := azureListens.FindStringSubmatch(said.Text()); found != nil {
			a.Addr = found[1]
		}
	}
	if a.Addr == "" {
		t.Fatalf("Azure's emulator does not start: %v", said.Err())
	}
	credential, err := azblob.NewSharedKeyCredential(azureAccount, key)
	if err != nil {
		t.Fatal(err)
	}
	if a.client, err = azblob.NewClientWithSharedKeyCredential("http://"+a.Addr+"/"+azureAccount, credential, nil); err != nil {
		t.Fatal(err)
	}
	a.Container(t, "bucket")
	return a
}

var azureListens = regexp.MustCompile(`listen\S* (?:at|on) http://(127\.0\.0\.1:\d+)`)

// Container makes a container. There is one of the name "bucket".
func (a *Azure) Container(t testing.TB, name string) {
	t.Helper()
	if _, err := a.client.CreateContainer(t.Context(), name, nil); err != nil {
		t.Fatal(err)
	}
}

// Names lists a container: without blocks that are of no blob, which Azure forgets after a week.
func (a *Azure) Names(container string) (names []string, err error) {
	pages := a.client.NewListBlobsFlatPager(container, nil)
	for pages.More() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return nil, err
		}
		for _, b := range page.Segment.BlobItems {
			names = append(names, *b.Name)
		}
	}
	return names, nil
}

// Overwrite replaces a blob.
func (a *Azure) Overwrite(container, name string, data []byte) error {
	_, err := a.client.UploadBuffer(context.Background(), container, name, data, nil)
	return err
}

// Remove removes a blob.
func (a *Azure) Remove(container, name string) error {
	_, err := a.client.DeleteBlob(context.Background(), container, name, nil)
	return err
}
