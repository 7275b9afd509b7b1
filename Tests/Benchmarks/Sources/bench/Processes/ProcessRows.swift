import Foundation

/// Where the rows that run whole programs find what they run.
struct Workshop {
    /// `evm-bindgen`, in release.
    let tool: String
    /// `evm-bindgen`, in debug, as the build plugin runs it; nil where there is none.
    let debugTool: String?
    /// The repository.
    let root: String
    /// The folder of what this program was built from: Modules/EVMCore.swiftmodule and the map of the C module behind it.
    let products: String
    /// A folder of this run's own.
    let scratch: String
}

/// A row about a whole program.
struct ProcessRow {
    let name: String
    /// The wall time aimed at, in seconds at ``secondsToSignOfAims``; nil where the row is for information.
    let aim: Double?
    /// What else there is to say, such as the size of what was made.
    let run: (Workshop) throws(ProcessFailure) -> (usage: Usage, note: String)
}

/// Groups of rows in the order of the table.
func allProcessRows() -> [ProcessRow] { generationRows() + compileRows() }

// MARK: - The generator

private func generationRows() -> [ProcessRow] {
    [
        ProcessRow(name: "start the generator and do nothing", aim: nil) { shop throws(ProcessFailure) in
            (try measure(21, [shop.tool, "--help"]), "the limit of the next rows")
        },
        generationRow("0.8.5", tool: \.tool, runs: 21, aim: 0.030),
        generationRow("0.8.6", tool: \.tool, runs: 21, aim: nil),
        ProcessRow(name: "generate all that this package has", aim: nil) { shop throws(ProcessFailure) in
            let output = shop.scratch + "/all"
            let configs = ["084", "085", "086"].flatMap { ["--config", "\(shop.root)/Sources/SymmioContracts/Symmio\($0).bindings.json"] }
            let usage = try measure(5, [shop.tool, "generate", "--output", output] + configs) { () throws(ProcessFailure) in
                try remove(output)
            }
            return (usage, "\(try size(of: output, ending: ".swift")) bytes of Swift")
        },
        ProcessRow(name: "generate the 0.8.5 core, a debug build", aim: nil) { shop throws(ProcessFailure) in
            guard let debugTool = shop.debugTool else { throw ProcessFailure(message: "no --debug-tool given") }
            return (try measure(3, try generation("0.8.5", debugTool, shop)), "")
        },
    ]
}

private func generationRow(_ release: String, tool: KeyPath<Workshop, String> & Sendable, runs: Int, aim: Double?) -> ProcessRow {
    ProcessRow(name: "generate the \(release) core", aim: aim) { shop throws(ProcessFailure) in
        let arguments = try generation(release, shop[keyPath: tool], shop)
        let usage = try measure(runs, arguments) { () throws(ProcessFailure) in try remove(core(release, shop)) }
        return (usage, "\(try size(of: core(release, shop), ending: ".swift")) bytes of Swift")
    }
}

/// Where the bindings of a core alone go.
private func core(_ release: String, _ shop: Workshop) -> String { "\(shop.scratch)/core-\(release)" }

/// The command that generates the bindings of a release's core and nothing else.
private func generation(_ release: String, _ tool: String, _ shop: Workshop) throws(ProcessFailure) -> [String] {
    let config = "\(shop.scratch)/core-\(release).bindings.json"
    let text = #"{"namespace": "Only", "contracts": [{"name": "Core", "specs": ["\#(shop.root)/Specs/\#(release)/SymmioCore.json"]}]}"#
    guard (try? text.write(toFile: config, atomically: true, encoding: .utf8)) != nil else {
        throw ProcessFailure(message: "\(config) cannot be written")
    }
    return [tool, "generate", "--quiet", "--config", config, "--output", core(release, shop)]
}

// MARK: - The compiler

private func compileRows() -> [ProcessRow] {
    [
        compileRow("compile the 0.8.5 core, debug", ["-Onone", "-enable-batch-mode", "-j2"], aim: 5) { shop throws(ProcessFailure) in
            _ = try run(try generation("0.8.5", shop.tool, shop))
            return core("0.8.5", shop)
        },
        compileRow("compile the 0.8.5 core, release", ["-O", "-wmo", "-num-threads", "2"], aim: 14) { shop throws(ProcessFailure) in
            _ = try run(try generation("0.8.5", shop.tool, shop))
            return core("0.8.5", shop)
        },
        compileRow("compile all bindings, debug", ["-Onone", "-enable-batch-mode", "-j2"], aim: nil) { shop in shop.root + "/Generated" },
        compileRow("compile all bindings, release", ["-O", "-wmo", "-num-threads", "2"], aim: nil) { shop in shop.root + "/Generated" },
    ]
}

private func compileRow(
    _ name: String, _ flags: [String], aim: Double?, sources: @escaping (Workshop) throws(ProcessFailure) -> String
) -> ProcessRow {
    ProcessRow(name: name, aim: aim) { shop throws(ProcessFailure) in
        let folder = try sources(shop)
        let files = names(in: folder, ending: ".swift").map { "\(folder)/\($0)" }
        let objects = "\(shop.scratch)/objects"
        defer { _ = FileManager.default.changeCurrentDirectoryPath(shop.root) }
        let command = ["swiftc", "-swift-version", "6", "-parse-as-library", "-module-name", "Bindings", "-g", "-c"]
        let modules = [
            "-I", "\(shop.products)/Modules", "-Xcc", "-fmodule-map-file=\(shop.products)/CKeccak.build/module.modulemap",
            "-Xcc", "-I\(shop.root)/Sources/CKeccak/include",
        ]
        let usage = try measure(aim == nil ? 1 : 3, command + modules + flags + files) { () throws(ProcessFailure) in
            try remove(objects)
            guard (try? FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: true)) != nil,
                FileManager.default.changeCurrentDirectoryPath(objects)
            else { throw ProcessFailure(message: "\(objects) cannot be made") }
        }
        return (usage, "\(try size(of: objects, ending: ".o")) bytes of objects")
    }
}

// MARK: - Files

private func names(in folder: String, ending: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(ending) }.sorted()
}

private func remove(_ path: String) throws(ProcessFailure) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard (try? FileManager.default.removeItem(atPath: path)) != nil else { throw ProcessFailure(message: "\(path) cannot be removed") }
}

/// What the files of a folder take; that there are none is a failure, or an empty run would look quick.
private func size(of folder: String, ending: String) throws(ProcessFailure) -> Int {
    let sizes = names(in: folder, ending: ending).map { name -> Int in
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
    guard !sizes.isEmpty else { throw ProcessFailure(message: "\(folder) has no \(ending)") }
    return sizes.reduce(0, +)
}
