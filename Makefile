# Everything starts here; each target installs the system packages it misses (`deps`) and needs nothing done by hand before it.
SWIFT ?= swift
SCRATCH ?= .build
# The folders whose Swift is formatted. Generated code says in its header that it is not to be.
FORMATTED = Package.swift Sources Plugins Tests
# The bindings of token and Multicall standards that EVMClient compiles; they are not of Generated/, which is SymmioContracts'.
STANDARDS = --config Specs/standards/Standards.bindings.json --output Sources/EVMClient/Generated
LOCAL_CHAIN = --config Tests/LocalChain/specs/LocalContracts.bindings.json --output Tests/EVMClientTests/LocalChain/Generated

.PHONY: demo docs test bench fuzz format lint generate check clean deps

demo: deps  ## Specs in, Swift out, a program that uses it, and the life of an account
	$(SWIFT) build --scratch-path "$(SCRATCH)" --product evm-bindgen
	@echo "== Specs in, Swift out"
	$(SWIFT) run --skip-build --scratch-path "$(SCRATCH)" evm-bindgen generate
	@echo "== A piece of it: Generated/Symmio085.InstantLayer+Calls.swift"
	@sed -n '/struct GetNextTemplateId/,/^    }/p; /struct IsDelegationActive/,/^    }/p' "Generated/Symmio085.InstantLayer+Calls.swift"
	@echo "== A program compiled against it: Tests/Consumers/Demo"
	SYMMIO_BINDINGS=snapshot $(SWIFT) run --package-path Tests/Consumers/Demo --scratch-path "$(SCRATCH)/demo" demo
	@echo "== The whole life of an account, against the sandbox"
	$(SWIFT) run --scratch-path "$(SCRATCH)" symmio demo

test: deps  ## Unit tests and consumer packages; ends with the total
	@SCRATCH="$(SCRATCH)" sh Tests/run.sh

bench: deps  ## One table: the codec, the hash, the generator, the compile cost of what it emits; BENCH_ARGUMENTS='--check keccak'
	$(SWIFT) build -c release --scratch-path "$(SCRATCH)" --product evm-bindgen
	$(SWIFT) build --scratch-path "$(SCRATCH)" --product evm-bindgen
	@# The plan of an earlier run names the snapshot's files of then; SwiftPM 6.3.1 does not see that there are others.
	@rm -f "$(SCRATCH)"/benchmarks/*.yaml
	SYMMIO_BINDINGS=snapshot $(SWIFT) build -c release --package-path Tests/Benchmarks --scratch-path "$(SCRATCH)/benchmarks" --product bench
	"$(SCRATCH)/benchmarks/release/bench" --tool "$(SCRATCH)/release/evm-bindgen" --debug-tool "$(SCRATCH)/debug/evm-bindgen" $(BENCH_ARGUMENTS)

fuzz: deps  ## A million random inputs into every decoder; FUZZ_INPUTS=N for another number
	FUZZ_INPUTS=$${FUZZ_INPUTS:-1000000} $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path "$(SCRATCH)/fuzz" --filter Fuzz

generate: deps  ## Write Generated/, the client's own bindings and the tests' from their specs
	$(SWIFT) package --scratch-path "$(SCRATCH)" --allow-writing-to-package-directory generate-bindings
	$(SWIFT) package --scratch-path "$(SCRATCH)" --allow-writing-to-package-directory generate-bindings $(STANDARDS)
	$(SWIFT) package --scratch-path "$(SCRATCH)" --allow-writing-to-package-directory generate-bindings $(LOCAL_CHAIN)

check: deps  ## Whether Generated/, the client's own bindings and the tests' are what their specs say
	$(SWIFT) run --scratch-path "$(SCRATCH)" evm-bindgen generate --check
	$(SWIFT) run --scratch-path "$(SCRATCH)" evm-bindgen generate --check $(STANDARDS)
	$(SWIFT) run --scratch-path "$(SCRATCH)" evm-bindgen generate --check $(LOCAL_CHAIN)

docs: deps  ## The documentation of Symmio as a site, by the toolchain's docc
	$(SWIFT) build --scratch-path "$(SCRATCH)" --target Symmio
	@SCRATCH="$(SCRATCH)" sh Tests/documentation.sh

format:  ## Format all hand-written Swift
	$(SWIFT) format --in-place --recursive --parallel --configuration .swift-format $(FORMATTED)

lint:  ## The format check of CI
	$(SWIFT) format lint --strict --recursive --parallel --configuration .swift-format $(FORMATTED)

clean:
	rm -rf "$(SCRATCH)"

deps:
	@sh Tests/system-packages.sh
