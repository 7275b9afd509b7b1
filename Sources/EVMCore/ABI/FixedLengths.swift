/// The length 1 of a ``FixedArray``.
public enum Length1: FixedLength {
    /// 1.
    public static var count: Int { 1 }
}

/// The length 2 of a ``FixedArray``.
public enum Length2: FixedLength {
    /// 2.
    public static var count: Int { 2 }
}

/// The length 3 of a ``FixedArray``.
public enum Length3: FixedLength {
    /// 3.
    public static var count: Int { 3 }
}

/// The length 4 of a ``FixedArray``.
public enum Length4: FixedLength {
    /// 4.
    public static var count: Int { 4 }
}

/// The length 5 of a ``FixedArray``.
public enum Length5: FixedLength {
    /// 5.
    public static var count: Int { 5 }
}

/// The length 6 of a ``FixedArray``.
public enum Length6: FixedLength {
    /// 6.
    public static var count: Int { 6 }
}

/// The length 7 of a ``FixedArray``.
public enum Length7: FixedLength {
    /// 7.
    public static var count: Int { 7 }
}

/// The length 8 of a ``FixedArray``.
public enum Length8: FixedLength {
    /// 8.
    public static var count: Int { 8 }
}

/// The length 9 of a ``FixedArray``.
public enum Length9: FixedLength {
    /// 9.
    public static var count: Int { 9 }
}

/// The length 10 of a ``FixedArray``.
public enum Length10: FixedLength {
    /// 10.
    public static var count: Int { 10 }
}

/// The length 11 of a ``FixedArray``.
public enum Length11: FixedLength {
    /// 11.
    public static var count: Int { 11 }
}

/// The length 12 of a ``FixedArray``.
public enum Length12: FixedLength {
    /// 12.
    public static var count: Int { 12 }
}

/// The length 13 of a ``FixedArray``.
public enum Length13: FixedLength {
    /// 13.
    public static var count: Int { 13 }
}

/// The length 14 of a ``FixedArray``.
public enum Length14: FixedLength {
    /// 14.
    public static var count: Int { 14 }
}

/// The length 15 of a ``FixedArray``.
public enum Length15: FixedLength {
    /// 15.
    public static var count: Int { 15 }
}

/// The length 16 of a ``FixedArray``.
public enum Length16: FixedLength {
    /// 16.
    public static var count: Int { 16 }
}

/// The length 17 of a ``FixedArray``.
public enum Length17: FixedLength {
    /// 17.
    public static var count: Int { 17 }
}

/// The length 18 of a ``FixedArray``.
public enum Length18: FixedLength {
    /// 18.
    public static var count: Int { 18 }
}

/// The length 19 of a ``FixedArray``.
public enum Length19: FixedLength {
    /// 19.
    public static var count: Int { 19 }
}

/// The length 20 of a ``FixedArray``.
public enum Length20: FixedLength {
    /// 20.
    public static var count: Int { 20 }
}

/// The length 21 of a ``FixedArray``.
public enum Length21: FixedLength {
    /// 21.
    public static var count: Int { 21 }
}

/// The length 22 of a ``FixedArray``.
public enum Length22: FixedLength {
    /// 22.
    public static var count: Int { 22 }
}

/// The length 23 of a ``FixedArray``.
public enum Length23: FixedLength {
    /// 23.
    public static var count: Int { 23 }
}

/// The length 24 of a ``FixedArray``.
public enum Length24: FixedLength {
    /// 24.
    public static var count: Int { 24 }
}

/// The length 25 of a ``FixedArray``.
public enum Length25: FixedLength {
    /// 25.
    public static var count: Int { 25 }
}

/// The length 26 of a ``FixedArray``.
public enum Length26: FixedLength {
    /// 26.
    public static var count: Int { 26 }
}

/// The length 27 of a ``FixedArray``.
public enum Length27: FixedLength {
    /// 27.
    public static var count: Int { 27 }
}

/// The length 28 of a ``FixedArray``.
public enum Length28: FixedLength {
    /// 28.
    public static var count: Int { 28 }
}

/// The length 29 of a ``FixedArray``.
public enum Length29: FixedLength {
    /// 29.
    public static var count: Int { 29 }
}

/// The length 30 of a ``FixedArray``.
public enum Length30: FixedLength {
    /// 30.
    public static var count: Int { 30 }
}

/// The length 31 of a ``FixedArray``.
public enum Length31: FixedLength {
    /// 31.
    public static var count: Int { 31 }
}

/// The length 32 of a ``FixedArray``.
public enum Length32: FixedLength {
    /// 32.
    public static var count: Int { 32 }
}
