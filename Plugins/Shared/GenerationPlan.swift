import Foundation
import PackagePlugin

/// One target's generation: what the tool is called with, what it reads, what it writes.
///
/// How SwiftPM (seen with 6.3.1) takes to changes, and what is done about it:
/// * The plugin runs when SwiftPM plans. It plans anew when Package.swift changes or when, in a *root* package, a file below a target's
///   folder comes, goes or is renamed. It looks at names only (through symbolic links to folders as well): an edited file makes no plan.
/// * A planned command runs again when one of its input files is edited. An input that is gone is an error ("missing inputs") before the
///   command gets to say anything, and stays one until the next plan. A folder may be an input; its own time stamp is all that counts.
/// * So a spec outside the target's folder could be edited, but not added, removed or renamed; and a config that gains a contract leads
///   to files which the old plan does not compile.
/// * The folder of a *prebuild* command's results is, like a target's folder, one whose names SwiftPM watches, in every package. The
///   plugin therefore declares one that does nothing (`/usr/bin/true`) and fills its folder with symbolic links to the folders of the
///   specs and configs: from then on a spec that comes, goes or is renamed makes a plan. A folder called `*.docc` is used because SwiftPM
///   takes everything else there for a resource of the target.
/// * Against the edited config there is `OutputPlan`: the tool fits its output into the declared files and then makes or removes the
///   marker in the watched folder, so that the next build plans anew. Nothing is ever left to `touch Package.swift`.
/// * A folder that holds the build folder itself (a spec at the package's root) cannot be watched, as every build changes it; there a
///   removed spec is an error naming the file until a file is added to a target or Package.swift is touched.
struct GenerationPlan {
    /// The configs, sorted by path.
    var configs: [BindingsConfig]
    /// Where the tool writes.
    var workFolder: URL

    /// Plans for the given configs, in a folder that is the plugin's and the target's own.
    init(configs files: [URL], workFolder: URL) throws {
        configs = files.map(\.standardizedFileURL).sorted { $0.path < $1.path }.map(BindingsConfig.init)
        self.workFolder = workFolder
        if let (name, first, second) = OutputFile.firstCollision(among: configs.map(\.outputs)) {
            throw PluginError.sameOutput(file: name, first: configs[first].url.path, second: configs[second].url.path)
        }
    }

    private var watchFolder: URL { workFolder.appendingPathComponent("Watch") }
    private var watched: URL { watchFolder.appendingPathComponent("Watched.docc") }
    private var planFile: URL { workFolder.appendingPathComponent("plan.txt") }
    private var outputFolder: URL { workFolder.appendingPathComponent("Swift") }

    /// The declared files. A command without outputs would not be run, and then nobody would say what is wrong with the config.
    private var outputs: [String] {
        configs.enumerated().flatMap { index, config in config.outputs.isEmpty ? ["EVMBindings+\(index).swift"] : config.outputs }
    }

    /// The command that makes the Swift files.
    func buildCommand(tool: URL, target: String) throws -> Command {
        var plan = OutputPlan()
        plan.outputs = outputs
        plan.configs = configs.map(\.fingerprint)
        plan.isIncomplete = configs.contains { !$0.missingSpecs.isEmpty }
        plan.marker = watched.appendingPathComponent("config-was-edited").path
        try write(plan.text, to: planFile)

        var arguments = ["generate", "--plan", planFile.path, "--output", outputFolder.path]
        for config in configs { arguments += ["--config", config.url.path] }
        return .buildCommand(
            displayName: "Generating contract bindings for \(target)",
            executable: tool,
            arguments: arguments,
            inputFiles: [tool, planFile] + inputs,
            outputFiles: outputs.map { outputFolder.appendingPathComponent($0) }
        )
    }

    /// The command that does nothing but have SwiftPM watch the folders of the specs and configs.
    func watchCommand() throws -> Command {
        let files = FileManager.default
        try files.createDirectory(at: watched, withIntermediateDirectories: true)
        var folders = Set(configs.flatMap { [$0.url] + $0.specs }.map { $0.deletingLastPathComponent().path })
        folders = folders.filter { files.fileExists(atPath: $0) && !(workFolder.path + "/").hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
        // A link is named after what it leads to, so that one set of folders always looks the same.
        let links = Dictionary(
            folders.map { ("\(String(OutputPlan.fingerprint($0.utf8), radix: 16))", $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for name in try files.contentsOfDirectory(atPath: watched.path) where name != "config-was-edited" && links[name] == nil {
            try files.removeItem(at: watched.appendingPathComponent(name))
        }
        for (name, folder) in links {
            let link = watched.appendingPathComponent(name).path
            guard (try? files.destinationOfSymbolicLink(atPath: link)) != folder else { continue }
            try? files.removeItem(atPath: link)
            try files.createSymbolicLink(atPath: link, withDestinationPath: folder)
        }
        return .prebuildCommand(
            displayName: "Watching specs",
            executable: URL(fileURLWithPath: "/usr/bin/true"),
            arguments: [],
            outputFilesDirectory: watchFolder
        )
    }

    private var inputs: [URL] {
        var seen = Set<String>()
        return configs.flatMap { config in
            [config.url] + config.specs.filter { !config.missingSpecs.contains($0) } + config.companions
        }
        .filter { seen.insert($0.path).inserted }
    }

    private func write(_ text: String, to file: URL) throws {
        let data = Data(text.utf8)
        guard (try? Data(contentsOf: file)) != data else { return }
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }
}
