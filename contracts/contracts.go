// Package contracts holds the Solidity contracts of Latchkey (src, described in spec/contracts.md) and their Go
// bindings, made by abigen for go-ethereum's accounts/abi/bind/v2. The bindings carry the creation code, so that
// bind.LinkAndDeploy deploys CommitteesMetaData and MarketMetaData. A Registry is deployed by its Committees, and
// an Evidence by its Registry: their addresses are what Committees.registry() and Registry.evidence() return.
//
// The package has no code of its own. Everything but this file is generated, by generate.sh.
package contracts

//go:generate ./generate.sh
