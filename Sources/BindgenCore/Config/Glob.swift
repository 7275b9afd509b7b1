/// A pattern with `*` for any run of characters and `?` for one; everything else stands for itself.
public struct Glob: Sendable, Hashable {
    /// As written.
    public let pattern: String

    /// Creates a pattern; every text is one.
    public init(_ pattern: String) { self.pattern = pattern }

    /// Whether the whole of `text` fits. Takes time in proportion to both lengths at most.
    public func matches(_ text: String) -> Bool {
        let pattern = Array(pattern.unicodeScalars)
        let text = Array(text.unicodeScalars)
        var (p, t) = (0, 0)
        // Where to go on after a mismatch: the last star may take one character more. Stars before it never need to.
        var retry: (p: Int, t: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "*" {
                retry = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let (star, start) = retry {
                retry = (star, start + 1)
                p = star + 1
                t = start + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
