// Package contracts holds the Solidity contracts of Latchkey (src, described in spec/contracts.md) and their Go
// bindings, made by abigen for go-ethereum's accounts/abi/bind/v2. The bindings carry the creation code, so that
// bind.LinkAndDeploy deploys CommitteesMetaData, MarketMetaData and DrawsMetaData. A Registry is deployed by its Committees:
// its address is what Committees.registry() returns.
//
// The package has no code of its own. Everything but this file is generated, by generate.sh.
package contracts

//go:generate ./generate.sh
