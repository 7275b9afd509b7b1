/// The words after `swift package generate-bindings`.
struct CommandOptions {
    var targets: [String] = []
    var configs: [String] = []
    var output: String?
    var check = false
    var help = false

    init(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--target": targets.append(try Self.value(of: word, from: &rest))
            case "--config": configs.append(try Self.value(of: word, from: &rest))
            case "--output": output = try Self.value(of: word, from: &rest)
            case "--check": check = true
            case "--help", "-h": help = true
            default: throw PluginError.badArgument("'\(word)' is not an option")
            }
        }
    }

    private static func value(of option: String, from words: inout ArraySlice<String>) throws -> String {
        guard let value = words.popFirst(), !value.hasPrefix("--") else { throw PluginError.badArgument("\(option) lacks its value") }
        return value
    }

    static let helpText = """
        Writes typed Swift for the specs that a target's 'bindings.json' and '*.bindings.json' name.

        Usage: swift package generate-bindings [--target NAME]... [--config PATH]... [--output DIR] [--check]

          --target NAME   the target whose configs are meant; needed where more than one has some
          --config PATH   a config, wherever it is, instead of a target's
          --output DIR    where the Swift belongs; 'Generated' in the package's folder unless given
          --check         write nothing; end with an error and a diff where DIR is not what the specs say

        Where nobody can be asked (CI), allow it to write: swift package --allow-writing-to-package-directory generate-bindings
        """
}
