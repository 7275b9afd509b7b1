import EVMCore
import EVMSigning
import Foundation

/// Where keys come from: a key file, the environment, or a prompt. Never the command line, where everybody on the machine sees them.
struct KeySource: Sendable {
    let option: String
    let variable: String
    let passwordVariables: [String]
    let what: String

    static let wallet = KeySource(option: "--key-file", variable: "SYMMIO_KEY", passwordVariables: ["SYMMIO_PASSWORD"], what: "the owner's key")
    static let session = KeySource(
        option: "--session-key-file", variable: "SYMMIO_SESSION_KEY", passwordVariables: ["SYMMIO_SESSION_PASSWORD", "SYMMIO_PASSWORD"],
        what: "the session key")

    /// Whether one is given without asking.
    func isGiven(_ arguments: Arguments) -> Bool { arguments[option] != nil || Environment[variable] != nil }

    /// The key.
    func key(_ arguments: Arguments, _ console: Console) async throws -> LocalSigner {
        if let file = arguments[option] { return try await Self.open(file, passwordVariables, console) }
        if let text = Environment[variable] {
            do throws(SigningError) {
                return try LocalSigner(hex: text)
            } catch {
                throw UsageError("\(variable): \(error)")
            }
        }
        guard Terminal.canAsk else {
            throw UsageError("\(what) is missing: give \(option) FILE or set \(variable); there is no terminal to ask at")
        }
        do throws(SigningError) {
            return try LocalSigner(hex: Terminal.askSecretly("\(what) (64 hex digits, not shown): "))
        } catch {
            throw UsageError("\(what): \(error)")
        }
    }

    /// The key's address without its password, where the file states it.
    func address(_ arguments: Arguments, _ console: Console) async throws -> Address {
        if let file = arguments[option], let address = try Self.read(file).address { return address }
        return try await key(arguments, console).address
    }

    private static func read(_ file: String) throws -> Keystore {
        do throws(KeystoreError) {
            return try Keystore(contentsOfFile: file)
        } catch {
            throw UsageError("\(error)")
        }
    }

    static func open(_ file: String, _ variables: [String], _ console: Console) async throws -> LocalSigner {
        let store = try read(file)
        let password = try password(variables, prompt: "Password of \(file): ")
        return try await console.waiting("Opening \(file)") { LocalSigner(try store.decrypt(password: password)) }
    }

    static func password(_ variables: [String], prompt: String) throws -> String {
        for name in variables { if let password = Environment[name] { return password } }
        guard Terminal.canAsk else {
            throw UsageError("a password is needed: set \(variables.last ?? "SYMMIO_PASSWORD"); there is no terminal to ask at")
        }
        return Terminal.askSecretly(prompt)
    }
}

/// The environment; what is empty is not set.
enum Environment {
    static subscript(name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
