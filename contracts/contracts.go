// Package contracts holds the Solidity contracts of Latchkey (src, described in spec/contracts.md) and their Go
// bindings, made by abigen for go-ethereum's accounts/abi/bind/v2. The bindings carry the creation code. A Registry is
// deployed by its Committees, and an Evidence by its Registry: their addresses are what Committees.registry() and
// Registry.evidence() return.
//
// The package has no code of its own. Everything but this file is generated, by generate.sh.
package contracts

//go:generate ./generate.sh

// Runtime is the code that a chain keeps of a contract.
type Runtime struct {
	// Code in hex, with 0x. Every immutable is 32 zero bytes here; the constructor writes its value.
	Code string

	// Immutables are the offsets in bytes at which the code holds each immutable, by its name in the source.
	Immutables map[string][]int

	// Slots are the places of the state variables in storage, by their names in the source.
	Slots map[string]uint64
}
