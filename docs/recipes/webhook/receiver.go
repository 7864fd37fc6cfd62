// 接收协议事件：验证签名，按 eventId 去重，记进自己的表，再答 2xx。只用标准库，Go 1.19 起。
// Takes contract events: checks the signature, takes each eventId once, keeps it in a table of its own, then answers 2xx.
//
// 运行 Run:  MERCHANT_WEBHOOK_SECRET=whsec_… PORT=8080 go run receiver.go
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tolerance   = 300 * time.Second
	largestBody = 64 * 1024
)

type event struct {
	Type            string `json:"type"`
	EventID         string `json:"eventId"`
	ContractStatus  string `json:"contractStatus"`
	OutContractCode string `json:"outContractCode"`
	ContractID      string `json:"contractId"`
	OpenID          string `json:"openid"`
}

type receiver struct {
	secrets   [][]byte
	contracts *contracts
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	w.WriteHeader(r.receive(w, request))
}

func (r *receiver) receive(w http.ResponseWriter, request *http.Request) int {
	if request.Method != http.MethodPost {
		return http.StatusMethodNotAllowed
	}
	// 要原始字节：解析后再序列化，签名就对不上。The very bytes: what was parsed and written again does not fit the signature.
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, largestBody))
	if err != nil {
		return http.StatusRequestEntityTooLarge
	}
	if len(body) == 0 {
		return http.StatusBadRequest
	}
	if !r.isAuthentic(request.Header, body) {
		return http.StatusUnauthorized
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		return http.StatusBadRequest
	}
	if err := r.handle(e); err != nil {
		// 没有收下：后端稍后再发。Not taken: the server sends it again later.
		log.Print(err)
		return http.StatusInternalServerError
	}
	return http.StatusNoContent
}

// 按 Standard Webhooks 验证：签的是“id.时间.原始字节”。What is signed: id, time and the very bytes of the body.
func (r *receiver) isAuthentic(header http.Header, body []byte) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return false
	}
	age := time.Since(time.Unix(seconds, 0))
	if age > tolerance || age < -tolerance {
		return false
	}
	// 头里可以有好几个签名，空格隔开；比较要用固定时间的函数。Several signatures, separated by spaces; compared in constant time.
	for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
		for _, secret := range r.secrets {
			mac := hmac.New(sha256.New, secret)
			fmt.Fprintf(mac, "%s.%s.", id, timestamp)
			mac.Write(body)
			expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
			if hmac.Equal([]byte(expected), []byte(given)) {
				return true
			}
		}
	}
	return false
}

func (r *receiver) handle(e event) error {
	switch e.Type {
	case "contract.signed":
		// 迟到的签约事件：协议已经解约，什么也不开通。A late one, of a contract that has ended since: open nothing.
		if e.ContractStatus == "terminated" {
			return nil
		}
		return r.contracts.add(e, "active")
	case "contract.terminated":
		return r.contracts.add(e, "ended")
	}
	// 不认识的类型也算收下：以后会有新的。A type that is not known counts as taken: there will be more.
	return nil
}

// 代替你自己的数据库表：一行一个事件，eventId 唯一。Stands for a table of your database: a line an event, eventId unique.
type contracts struct {
	path string
	lock sync.Mutex
	seen map[string]bool
}

func openContracts(path string) (*contracts, error) {
	c := &contracts{path: path, seen: map[string]bool{}}
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, line := range bytes.Split(text, []byte("\n")) {
		c.seen[strings.Split(string(line), "\t")[0]] = true
	}
	return c, nil
}

// 在数据库里：一个事务，先插入 eventId（唯一约束），再改协议。
// In a database: one transaction that inserts the eventId (unique) and then changes the contract.
func (c *contracts) add(e event, status string) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.seen[e.EventID] {
		return nil
	}
	table, err := os.OpenFile(c.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer table.Close()
	fields := []string{e.EventID, e.OutContractCode, status, e.ContractID, e.OpenID}
	if _, err := table.WriteString(strings.Join(fields, "\t") + "\n"); err != nil {
		return err
	}
	if err := table.Sync(); err != nil {
		return err
	}
	c.seen[e.EventID] = true
	return nil
}

// 和后端的 MERCHANT_WEBHOOK_SECRET 相同；更换时可以有两个，逗号隔开。
// The same as the server's; two, separated by a comma, while one takes the other's place.
func readSecrets(written string) ([][]byte, error) {
	var secrets [][]byte
	for _, secret := range strings.Split(written, ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(secret), "whsec_"))
		if err != nil || len(key) == 0 {
			return nil, fmt.Errorf("MERCHANT_WEBHOOK_SECRET: %v", err)
		}
		secrets = append(secrets, key)
	}
	return secrets, nil
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

func main() {
	secrets, err := readSecrets(os.Getenv("MERCHANT_WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	table, err := openContracts(orElse(os.Getenv("CONTRACTS_FILE"), "contracts.tsv"))
	if err != nil {
		log.Fatal(err)
	}
	// 只在本机监听：https 由前面的反向代理负责。On this machine only: https is for the reverse proxy before it.
	address := "127.0.0.1:" + orElse(os.Getenv("PORT"), "8080")
	log.Fatal(http.ListenAndServe(address, &receiver{secrets, table}))
}
