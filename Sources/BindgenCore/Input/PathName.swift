/// Paths as texts; no file is looked at.
public enum PathName {
    /// The folder of a file: `a/b` of `a/b/c.json`, `.` of `c.json`.
    public static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` as seen from where `folder` is seen from: `Specs/a.json` for `../Specs/a.json` from `Sources`.
    public static func resolve(_ path: String, from folder: String) -> String {
        if path.hasPrefix("/") || folder == "." { return normalize(path) }
        return normalize("\(folder)/\(path)")
    }

    /// Without `.`, empty steps, and `..` behind a folder's name.
    public static func normalize(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var steps: [Substring] = []
        for step in path.split(separator: "/") where step != "." {
            guard step == ".." else {
                steps.append(step)
                continue
            }
            if let last = steps.last, last != ".." {
                steps.removeLast()
            } else if !isAbsolute {
                steps.append(step)
            }
        }
        let text = steps.joined(separator: "/")
        return isAbsolute ? "/\(text)" : text.isEmpty ? "." : text
    }
}
