import Foundation
import PackagePlugin

/// Turns the specs that a target's `bindings.json` names into Swift each time the target is built.
@main
struct EVMBindings: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { throw PluginError.notASourceTarget(target: target.name) }
        let configs = module.sourceFiles.map(\.url).filter { BindingsConfig.isConfig($0.lastPathComponent) }
        guard !configs.isEmpty else { throw PluginError.noConfig(target: target.name, folder: module.directoryURL.path) }
        guard target.recursiveTargetDependencies.contains(where: { $0.name == "EVMCore" }) else {
            throw PluginError.runtimeNotLinked(target: target.name)
        }
        let plan = try GenerationPlan(configs: configs, workFolder: context.pluginWorkDirectoryURL)
        return try [
            plan.watchCommand(),
            plan.buildCommand(tool: context.tool(named: "evm-bindgen").url, target: target.name),
        ]
    }
}

#if canImport(XcodeProjectPlugin)
    import XcodeProjectPlugin

    extension EVMBindings: XcodeBuildToolPlugin {
        /// An Xcode target's configs are those among its files. Xcode plans at every build, so nothing needs to be watched.
        func createBuildCommands(context: XcodePluginContext, target: XcodeTarget) throws -> [Command] {
            let configs = target.inputFiles.map(\.url).filter { BindingsConfig.isConfig($0.lastPathComponent) }
            guard !configs.isEmpty else {
                throw PluginError.noConfig(target: target.displayName, folder: context.xcodeProject.directoryURL.path)
            }
            let plan = try GenerationPlan(configs: configs, workFolder: context.pluginWorkDirectoryURL)
            return try [plan.buildCommand(tool: context.tool(named: "evm-bindgen").url, target: target.displayName)]
        }
    }
#endif
