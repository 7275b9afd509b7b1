import Foundation
import PackagePlugin

/// `swift package generate-bindings`: writes the Swift into the package, to be committed and compiled without the plugin.
@main
struct EVMBindingsCommand: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let options = try CommandOptions(arguments)
        guard !options.help else { return print(CommandOptions.helpText) }
        let configs = options.configs.isEmpty ? try self.configs(of: context.package, chosen: options.targets) : options.configs
        let output = options.output ?? context.package.directoryURL.appendingPathComponent("Generated").path
        try run(
            context.tool(named: "evm-bindgen").url, options: options, configs: configs, output: output, in: context.package.directoryURL)
    }

    /// The configs of the one target that has some, or of the one that was asked for.
    private func configs(of package: Package, chosen names: [String]) throws -> [String] {
        let modules = package.targets.compactMap { $0 as? any SourceModuleTarget }
        for name in names where !modules.contains(where: { $0.name == name }) {
            throw PluginError.noSuchTarget(name: name, known: modules.map(\.name))
        }
        let candidates = modules.filter { names.isEmpty ? $0.kind != .test : names.contains($0.name) }
        let found = candidates.map { module in
            (name: module.name, configs: module.sourceFiles.map(\.url).filter { BindingsConfig.isConfig($0.lastPathComponent) })
        }
        .filter { !$0.configs.isEmpty }
        guard !found.isEmpty else { throw PluginError.noConfigInPackage(package: package.displayName) }
        guard found.count == 1 || !names.isEmpty else { throw PluginError.severalTargets(found.map(\.name)) }
        return found.flatMap(\.configs).map(\.path).sorted()
    }
}

#if canImport(XcodeProjectPlugin)
    import XcodeProjectPlugin

    extension EVMBindingsCommand: XcodeCommandPlugin {
        func performCommand(context: XcodePluginContext, arguments: [String]) throws {
            // Xcode passes the targets that were ticked in its dialogue as `--target NAME`.
            let options = try CommandOptions(arguments)
            guard !options.help else { return print(CommandOptions.helpText) }
            let project = context.xcodeProject
            let targets = project.targets.filter { options.targets.isEmpty || options.targets.contains($0.displayName) }
            var configs = options.configs
            if configs.isEmpty {
                let files = targets.flatMap { target in target.inputFiles.map(\.url) }
                configs = Set(files.filter { BindingsConfig.isConfig($0.lastPathComponent) }.map(\.path)).sorted()
            }
            guard !configs.isEmpty else { throw PluginError.noConfigInPackage(package: project.displayName) }
            let output = options.output ?? project.directoryURL.appendingPathComponent("Generated").path
            try run(context.tool(named: "evm-bindgen").url, options: options, configs: configs, output: output, in: project.directoryURL)
        }
    }
#endif

extension EVMBindingsCommand {
    /// Runs the tool in the package's folder; what it prints goes to the user.
    private func run(_ tool: URL, options: CommandOptions, configs: [String], output: String, in folder: URL) throws {
        let process = Process()
        process.executableURL = tool
        process.arguments = ["generate", "--output", output] + (options.check ? ["--check"] : []) + configs.flatMap { ["--config", $0] }
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw PluginError.toolFailed(code: process.terminationStatus)
        }
    }
}
