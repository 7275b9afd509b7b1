extension String {
    /// The text with its control characters and line separators escaped: a name out of a spec, or a chain's answer, must not begin a line of
    /// its own, which build logs would take for another problem, nor steer the terminal, nor turn around what stands beside it.
    package var onOneLine: String { escaping { $0.steers || $0 == "\n" } }

    /// The text with its lines as they are and everything else escaped that steers a terminal.
    package var onItsLines: String { escaping(\.steers) }

    private func escaping(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isEscaped) else { return self }
        return unicodeScalars.reduce(into: "") { result, scalar in
            result += isEscaped(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is shown as nothing and changes how the rest is: controls but the line feed, line separators, marks of the writing's direction.
    fileprivate var steers: Bool {
        switch value {
        case 0x0a: false
        case 0..<0x20, 0x7f...0x9f, 0x2028, 0x2029: true
        case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
