import Testing

@testable import BindgenCore

@Suite("Names of output files")
struct OutputFileTests {
    @Test("One file for the namespace, five for a contract, one for typed data")
    func allNames() {
        let names = OutputFile.all(namespace: "Demo", contracts: ["Token", "Vault"], typedData: ["Orders"])
        #expect(
            names == [
                "Demo.swift",
                "Demo.Token+Types.swift", "Demo.Token+Calls.swift", "Demo.Token+Events.swift", "Demo.Token+Errors.swift",
                "Demo.Token+WireCalls.swift", "Demo.Token+WireEvents.swift", "Demo.Token+WireTypes.swift",
                "Demo.Vault+Types.swift", "Demo.Vault+Calls.swift", "Demo.Vault+Events.swift", "Demo.Vault+Errors.swift",
                "Demo.Vault+WireCalls.swift", "Demo.Vault+WireEvents.swift", "Demo.Vault+WireTypes.swift",
                "Demo.Orders+TypedData.swift",
            ]
        )
    }

    @Test("What may be part of a file name", arguments: ["Demo", "_d", "D3", "symmio_085"])
    func validNames(name: String) { #expect(OutputFile.isValidName(name)) }

    @Test(
        "What would lead out of the folder or not be Swift",
        arguments: [
            "", "3D", "a/b", "../x", "a.b", "a b", "a+b", "Ü", "a\n", "a\0", "@", "[", "`", "{", String(repeating: "a", count: 101),
        ]
    )
    func invalidNames(name: String) { #expect(!OutputFile.isValidName(name)) }

    @Test("Two configs that lead to one file are found, whatever the case")
    func collisions() {
        let demo = OutputFile.all(namespace: "Demo", contracts: ["Token"], typedData: [])
        let other = OutputFile.all(namespace: "Other", contracts: ["Token"], typedData: [])
        #expect(OutputFile.firstCollision(among: [demo, other]) == nil)
        let lower = OutputFile.firstCollision(among: [demo, other, ["demo.swift"]])
        #expect(lower?.name == "demo.swift" && lower?.first == 0 && lower?.second == 2)
        let twice = OutputFile.firstCollision(among: [OutputFile.all(namespace: "Demo", contracts: ["A", "a"], typedData: [])])
        #expect(twice?.name == "Demo.a+Types.swift" && twice?.first == 0 && twice?.second == 0)
    }
}

@Suite("The plan a build was made with")
struct OutputPlanTests {
    private var plan: OutputPlan {
        var plan = OutputPlan()
        plan.outputs = ["Demo.swift", "Demo.Token+Calls.swift"]
        plan.configs = [OutputPlan.fingerprint("{}".utf8), .max]
        plan.marker = "/a folder/marker"
        return plan
    }

    @Test("Text and back")
    func text() {
        #expect(OutputPlan(plan.text) == plan)
        var incomplete = plan
        incomplete.isIncomplete = true
        #expect(OutputPlan(incomplete.text) == incomplete)
    }

    @Test(
        "Other text is no plan",
        arguments: ["", "\n", "output A.swift", "evm-bindgen plan 2\n", "evm-bindgen plan 1\nconfig x", "evm-bindgen plan 1\nwhat"])
    func otherText(text: String) { #expect(OutputPlan(text) == nil) }

    @Test("FNV-1a as its authors publish it")
    func fingerprint() {
        #expect(OutputPlan.fingerprint("".utf8) == 0xcbf2_9ce4_8422_2325)
        #expect(OutputPlan.fingerprint("a".utf8) == 0xaf63_dc4c_8601_ec8c)
        #expect(OutputPlan.fingerprint("foobar".utf8) == 0x8594_4171_f739_67e8)
    }

    @Test("A config that was edited, added or dropped makes the plan stale; so does a spec it could not name")
    func stale() {
        #expect(!plan.isStale(configs: plan.configs))
        #expect(plan.isStale(configs: [1, .max]))
        #expect(plan.isStale(configs: [plan.configs[0]]))
        var incomplete = plan
        incomplete.isIncomplete = true
        #expect(incomplete.isStale(configs: plan.configs))
    }

    @Test("Contracts that were added go to the end of the first declared file")
    func fitAdded() {
        let files = [
            ("Demo.swift", "d\n"), ("Demo.Token+Calls.swift", "t\n"), ("Demo.Vault+Types.swift", "v\n"), ("Demo.Ark+Types.swift", "a\n"),
        ]
        let fitted = plan.fit(files.map { (name: $0.0, text: $0.1) }, empty: "//\n")
        #expect(fitted.map(\.name) == plan.outputs)
        #expect(fitted.map(\.text) == ["d\n\na\n\nv\n", "t\n"])
    }

    @Test("A namespace that was renamed takes over a vacant file before its contracts do; what stays vacant is empty")
    func fitRenamed() {
        var plan = plan
        plan.outputs.append("Demo.Token+Types.swift")
        let files = [(name: "Other.Token+Calls.swift", text: "t\n"), (name: "Other.swift", text: "o\n")]
        #expect(plan.fit(files, empty: "//\n").map(\.text) == ["o\n", "t\n", "//\n"])
        #expect(plan.fit([], empty: "//\n").map(\.name) == plan.outputs)
    }

    @Test("Files that are put together import a module once, as openly as any of them does")
    func fitImports() {
        let token = "public import EVMCore\nimport A\nenum T {}\n// import B\n"
        let files = [
            ("Demo.swift", "import EVMCore\npublic import A\nenum D {}\n"), ("Demo.Token+Calls.swift", ""),
            ("Demo.Vault+Types.swift", token),
        ]
        let fitted = plan.fit(files.map { (name: $0.0, text: $0.1) }, empty: "")
        #expect(fitted[0].text == "public import EVMCore\npublic import A\nenum D {}\n\nenum T {}\n// import B\n")
    }
}
