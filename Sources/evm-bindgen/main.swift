#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import BindgenCore

exit(CommandLineTool.main(Array(CommandLine.arguments.dropFirst())))
