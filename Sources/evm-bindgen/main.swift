#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import BindgenCore
import CJSONC

#if canImport(Glibc)
    // Each thread would have a heap of its own, which grows by a page and a system call at a time: nine hundred calls to generate the core. One heap
    // for all that grows by much at once, and is never handed back, as the process soon is.
    mallopt(M_ARENA_MAX, 1)
    mallopt(M_TOP_PAD, 64 << 20)
    mallopt(M_TRIM_THRESHOLD, 512 << 20)
    mallopt(M_MMAP_THRESHOLD, 32 << 20)
#endif

exit(CommandLineTool.main(Array(CommandLine.arguments.dropFirst())))
