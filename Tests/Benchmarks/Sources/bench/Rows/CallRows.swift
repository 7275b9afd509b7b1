import CFloor
import EVMCore
import Foundation
import SymmioContracts

/// Calls against a codec written by hand in C for just that call.
///
/// The aims for the send-quote call come from alloy: 200 ns where the C floor took 25.5 in the same run, of which 0.35 is aimed at.
func callRows() -> [Benchmark] {
    marginRows() + closeRows() + sendRows()
}

/// What a reused buffer may cost: twice the limit.
private let reusedAim = 2.0
private let sendAim = 0.35 * 200 / 25.5

private func marginRows() -> [Benchmark] {
    let call = pointer(to: Examples.margin)
    let data = call.pointee.encoded()
    let encoded = pointer(to: data)
    let floor = pointer(to: Examples.floorMargin())
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
    let floorBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    let floorCall = pointer(to: floor_margin())
    return [
        Benchmark(
            "margin, encode to a fresh buffer", against: "C, malloc", aim: nil,
            agrees: { data.count == 132 && isEqual(data, floor_encode_margin(floor, floorBuffer), floorBuffer) },
            repeated: { encode(call.pointee, times: $0) }, limit: { free(floor_encode_margin_fresh(floor)) }),
        Benchmark(
            "margin, encode into a reused buffer", against: "C", aim: reusedAim,
            agrees: { call.pointee.encode(into: buffer) == 132 && data.elementsEqual(buffer.prefix(132)) },
            repeated: { encode(call.pointee, into: buffer, times: $0) }, limit: { floor_encode_margin(floor, floorBuffer) }),
        Benchmark(
            "margin, decode", against: "C", aim: nil,
            agrees: { (try? Symmio085.AccountLayer.Calls.AddMarginToNextVA(decoding: data))?.encoded() == data },
            ours: {
                decoded { () throws(ABIError) in try Symmio085.AccountLayer.Calls.AddMarginToNextVA(decoding: touched(encoded).pointee) }
            },
            limit: { data.array.withUnsafeBufferPointer { floor_decode_margin($0.baseAddress, $0.count, floorCall) } }),
    ]
}

private func closeRows() -> [Benchmark] {
    let call = pointer(to: Examples.close)
    let data = call.pointee.encoded()
    let encoded = pointer(to: data)
    let floor = pointer(to: Examples.floorClose())
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
    let floorBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    let floorCall = pointer(to: floor_close())
    return [
        Benchmark(
            "close, encode to a fresh buffer", against: "C, malloc", aim: nil,
            agrees: { data.count == 164 && isEqual(data, floor_encode_close(floor, floorBuffer), floorBuffer) },
            repeated: { encode(call.pointee, times: $0) }, limit: { free(floor_encode_close_fresh(floor)) }),
        Benchmark(
            "close, encode into a reused buffer", against: "C", aim: reusedAim,
            agrees: { call.pointee.encode(into: buffer) == 164 && data.elementsEqual(buffer.prefix(164)) },
            repeated: { encode(call.pointee, into: buffer, times: $0) }, limit: { floor_encode_close(floor, floorBuffer) }),
        Benchmark(
            "close, decode", against: "C", aim: nil,
            agrees: { (try? Symmio085.Core.Calls.RequestToClosePosition(decoding: data))?.encoded() == data },
            ours: {
                decoded { () throws(ABIError) in try Symmio085.Core.Calls.RequestToClosePosition(decoding: touched(encoded).pointee) }
            },
            limit: { data.array.withUnsafeBufferPointer { floor_decode_close($0.baseAddress, $0.count, floorCall) } }),
    ]
}

private func sendRows() -> [Benchmark] {
    let call = pointer(to: Examples.send)
    let data = call.pointee.encoded()
    let encoded = pointer(to: data)
    let floor = pointer(to: Examples.floorSend())
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)
    let floorBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 2_048)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)
    let floorCall = pointer(to: floor_send())
    return [
        Benchmark(
            "send, encode to a fresh buffer", against: "C, malloc", aim: sendAim,
            agrees: { data.count == 1_028 && isEqual(data, floor_encode_send(floor, floorBuffer), floorBuffer) },
            repeated: { encode(call.pointee, times: $0) }, limit: { free(floor_encode_send_fresh(floor)) }),
        Benchmark(
            "send, encode into a reused buffer", against: "C", aim: reusedAim,
            agrees: { call.pointee.encode(into: buffer) == 1_028 && data.elementsEqual(buffer.prefix(1_028)) },
            repeated: { encode(call.pointee, into: buffer, times: $0) }, limit: { floor_encode_send(floor, floorBuffer) }),
        Benchmark(
            "send, encode into a reused buffer", against: "memcpy", aim: nil,
            repeated: { encode(call.pointee, into: buffer, times: $0) },
            limit: { data.withUnsafeBytes { opaque(copy).copyMemory(from: $0) } }),
        Benchmark(
            "send, decode", against: "C, 3 allocations", aim: nil,
            agrees: { (try? Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(decoding: data))?.encoded() == data },
            ours: {
                decoded { () throws(ABIError) in try Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(decoding: touched(encoded).pointee)
                }
            },
            limit: {
                _ = data.array.withUnsafeBufferPointer { floor_decode_send($0.baseAddress, $0.count, floorCall) }
                floor_free_send(floorCall)
            }),
    ]
}

private func isEqual(_ data: Bytes, _ count: Int, _ bytes: UnsafeMutablePointer<UInt8>) -> Bool {
    data.elementsEqual(UnsafeBufferPointer(start: bytes, count: count))
}

/// Encodes a call again and again; the compiler is not to know which.
@inline(never)
private func encode<Call: ContractCall>(_ call: Call, times count: Int) {
    for _ in 0..<count { consume(encoded(call)) }
}

@inline(never)
private func encode<Call: ContractCall>(_ call: Call, into buffer: UnsafeMutableRawBufferPointer, times count: Int) {
    for _ in 0..<count { consume(encoded(call, into: buffer)) }
}

/// One call a function, so that nothing of the work is done once for all of them.
@inline(never)
private func encoded<Call: ContractCall>(_ call: Call) -> Bytes { call.encoded() }

@inline(never)
private func encoded<Call: ContractCall>(_ call: Call, into buffer: UnsafeMutableRawBufferPointer) -> Int? { call.encode(into: buffer) }
