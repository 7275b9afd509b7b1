import CFloor
import EVMCore
import Foundation
import SymmioContracts

/// 100 quotes as a view returns them, against C that checks as much.
///
/// The aim comes from alloy: 38,200 ns where the C floor took 7,500 in the same run, of which 0.45 is aimed at.
func quoteRows() -> [Benchmark] {
    typealias Call = Symmio085.Core.Calls.GetQuotes
    let quotes = Examples.quotes
    let data = Call.encodeReturn(quotes)
    let encoded = pointer(to: data)
    var count = 0
    let floor = data.array.withUnsafeBufferPointer { floor_decode_quotes($0.baseAddress, $0.count, &count) }
    let floorBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: data.count)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: data.count, alignment: 8)
    return [
        Benchmark(
            "100 quotes, decode", against: "C, 2 allocations a quote", aim: 0.45 * 38_200 / 7_500,
            agrees: { data.count == 144_064 && count == 100 && (try? Call.decodeReturn(data)).map(Call.encodeReturn) == data },
            ours: { decoded { () throws(ABIError) in try Call.decodeReturn(touched(encoded).pointee) } },
            limit: {
                var count = 0
                let quotes = data.array.withUnsafeBufferPointer { floor_decode_quotes($0.baseAddress, $0.count, &count) }
                floor_free_quotes(quotes, count)
            }),
        Benchmark(
            "100 quotes, encode to a fresh buffer", against: "C, malloc", aim: nil,
            agrees: {
                let size = floor_encode_quotes(floor, count, floorBuffer)
                return data.elementsEqual(UnsafeBufferPointer(start: floorBuffer, count: size))
            },
            ours: { Call.encodeReturn(opaque(quotes)) }, limit: { free(floor_encode_quotes_fresh(floor, count)) }),
        Benchmark(
            "100 quotes, decode", against: "memcpy", aim: nil,
            ours: { decoded { () throws(ABIError) in try Call.decodeReturn(touched(encoded).pointee) } },
            limit: { data.withUnsafeBytes { opaque(copy).copyMemory(from: $0) } }),
    ]
}
