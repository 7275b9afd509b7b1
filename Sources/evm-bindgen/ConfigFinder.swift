import BindgenCore

/// Finds configs by their name.
enum ConfigFinder {
    static func isConfig(_ name: String) -> Bool { name == "bindings.json" || name.hasSuffix(".bindings.json") }

    /// The folder a path is in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[...slash])
    }

    /// The configs in a folder, not in those below it.
    static func configs(in folder: String) -> [String] { Folder.names(folder).filter(isConfig).map { folder + $0 } }

    /// The configs below a folder; hidden folders, build products among them, are passed over.
    static func configs(below folder: String) -> [String] {
        Folder.names(folder).flatMap { name -> [String] in
            let path = folder == "." ? name : "\(folder)/\(name)"
            if Folder.isFolder(path) { return name.hasPrefix(".") ? [] : configs(below: path) }
            return isConfig(name) ? [path] : []
        }
    }
}
