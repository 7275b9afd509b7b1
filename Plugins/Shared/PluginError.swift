/// What keeps a plugin from doing its work: what was looked for, what was found, and how to mend it.
enum PluginError: Error {
    /// A target uses the plugin and holds no config.
    case noConfig(target: String, folder: String)
    /// A target that is not made of source files.
    case notASourceTarget(target: String)
    /// Nothing brings the module that generated code imports.
    case runtimeNotLinked(target: String)
    /// Two configs of one target lead to a file of one name.
    case sameOutput(file: String, first: String, second: String)
    /// `--target` names nothing.
    case noSuchTarget(name: String, known: [String])
    /// No target of the package has a config.
    case noConfigInPackage(package: String)
    /// More than one target has configs, and no `--target` tells which is meant.
    case severalTargets([String])
    /// A word of the command line is not known, or its value is missing.
    case badArgument(String)
    /// The tool ended with a code other than 0; it has said why.
    case toolFailed(code: Int32)
}

extension PluginError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noConfig(let target, let folder):
            """
            target '\(target)' uses the plugin EVMBindings, but among its files there is no 'bindings.json' and no '*.bindings.json'; \
            looked in \(folder) and the folders below it. Add one there (and do not list it under 'exclude:'), \
            or take the plugin out of the target's 'plugins:'
            """
        case .notASourceTarget(let target):
            "the plugin EVMBindings makes Swift source files, and target '\(target)' is not made of source files; move it to a target that is"
        case .runtimeNotLinked(let target):
            """
            the Swift made for target '\(target)' imports EVMCore, and nothing the target depends on brings it. Add to its \
            'dependencies:' in Package.swift: .product(name: "EVMCore", package: "symmio-swift")
            """
        case .sameOutput(let file, let first, let second):
            first == second
                ? "\(first): error: two contracts or typedData entries of one name both lead to \(file); give one of them another 'name'"
                : """
                \(second): error: this config and \(first) both lead to \(file), and a module cannot hold two files of one name \
                (upper and lower case count as equal). Give one of the two configs another 'namespace'
                """
        case .noSuchTarget(let name, let known):
            "there is no target '\(name)' in this package; its targets are \(known.sorted().joined(separator: ", "))"
        case .noConfigInPackage(let package):
            """
            no target of package '\(package)' holds a 'bindings.json' or '*.bindings.json' (test targets are looked at only when \
            '--target' names them). Add one to a target, or give its path with '--config'
            """
        case .severalTargets(let names):
            """
            the targets \(names.sorted().joined(separator: ", ")) all have a config, and the folder of one target's Swift is of no use \
            to another. Say which is meant with '--target NAME', and where its Swift belongs with '--output DIR'
            """
        case .badArgument(let word): "\(word); 'swift package generate-bindings --help' shows what there is"
        case .toolFailed(let code): "evm-bindgen ended with code \(code); the lines above say why"
        }
    }
}
