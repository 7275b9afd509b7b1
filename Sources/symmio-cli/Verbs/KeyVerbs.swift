import EVMClient
import EVMCore
import EVMSigning

/// `symmio key …`: key files.
enum KeyVerbs {
    static let all: [Verb] = [new, address]

    private static let new = Verb(
        name: "key new", operands: "FILE", operandCount: 1...1, summary: "Make a key and keep it in a new v3 key file",
        details: """
            For a session key, or an owner's. The password is SYMMIO_PASSWORD, or asked for. The file can be read by its owner only (mode 0600);
            one that is there already is never written over.
            """,
        options: [Option("--light", nil, "Cheaper to open and to guess: only for sandboxes, and passwords that cannot be guessed")]
    ) { invocation in
        let file = try invocation.operand(0)
        let password = try KeySource.password(["SYMMIO_PASSWORD"], prompt: "Password for \(file) (not shown): ")
        if Environment["SYMMIO_PASSWORD"] == nil, Terminal.askSecretly("Once more: ") != password { throw UsageError("the two passwords differ") }
        guard !password.isEmpty else { throw UsageError("an empty password protects nothing") }
        let key = PrivateKey.random()
        try write(key, to: file, password: password, cost: invocation.arguments.has("--light") ? .light : .standard)
        invocation.console.result(["address": .text(key.address), "file": .string(file)], "\(key.address) is in \(file)")
    }

    static func write(_ key: PrivateKey, to file: String, password: String, cost: Keystore.KeyDerivation.Cost) throws {
        do throws(KeystoreError) {
            try Keystore(encrypting: key, password: password, cost: cost).write(toFile: file)
        } catch {
            if case .alreadyExists(let path) = error { throw UsageError("\(path): the file exists; choose another name") }
            throw error
        }
    }

    private static let address = Verb(
        name: "key address", operands: "FILE", operandCount: 1...1, summary: "Show the address of a key file",
        details: "Without --check it is what the file says. With it the file is opened, so that its password is tried too.",
        options: [Option("--check", nil, "Open the file with its password")]
    ) { invocation in
        let file = try invocation.operand(0)
        let stated: Address?
        do throws(KeystoreError) {
            stated = try Keystore(contentsOfFile: file).address
        } catch {
            throw UsageError("\(error)")
        }
        let address: Address
        if let stated, !invocation.arguments.has("--check") {
            address = stated
        } else {
            address = try await KeySource.open(file, ["SYMMIO_PASSWORD"], invocation.console).address
        }
        invocation.console.result(["address": .text(address), "file": .string(file)], "\(address)")
    }
}
