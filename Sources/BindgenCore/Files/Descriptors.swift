#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// Outside the types that read and write, in which the system's functions are hidden by their own.

/// Reads once, again where a signal came between.
///
/// - Returns: The number of bytes; 0 at the end, less where it failed, with `errno` set.
func readOnce(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        return count
    }
}

/// Writes once, again where a signal came between.
///
/// - Returns: The number of bytes, which may be fewer than there are; less than 0 where it failed, with `errno` set.
func writeOnce(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    while true {
        let count = write(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        return count
    }
}
