import EVMClient
import EVMCore
import Foundation

@testable import Symmio

/// The price services, endpoint by endpoint and frame by frame.
enum PriceShapes {
    static func client(_ options: ServiceOptions, _ kind: Deployment.PriceSource = .enigma) -> PriceClient {
        let url = URL(string: "http://host") ?? URL(filePath: "/")
        return PriceClient(.init(kind: kind, baseURL: url, socket: url), options: options)
    }

    private static let plain = EnigmaShapes.plain
    private static let binance = #"{"symbol":"BTCUSDT","markPrice":"11793.63104562","indexPrice":"11781.8","lastFundingRate":"0.0003","time":1597370495002}"#
    private static let entry = #"{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","i":"11784.62","r":"0.0003","T":1562306400000}"#

    private static let one = "one market comes by itself, several in a list"

    static let all: [Shape] = [
        .answer(
            "GET /api/v1/prices?addresses=0xAB%2C0xcd", headers: plain, is: #"{"0xab":{"name":"HYPE","markPrice":24.5,"time":1782821982000}}"#,
            maps: [""],
            reads: ["0xab.markPrice": "0xAB.price", "0xab.name": "0xAB.name", "0xab.time": "0xAB.time"],
            required: ["0xab.markPrice"]
        ) { try await client($0).prices(addresses: ["0xAB", "0xcd"]) },
        .answer(
            "GET /api/v1/prices/HYPE%2CBTC", headers: plain, is: #"{"HYPE":{"name":"HYPE","markPrice":24.5,"time":1782821982000}}"#, maps: [""],
            lenient: ["HYPE.name": "a name that is missing is the key's, and one that was not asked for is left out"],
            reads: ["HYPE.markPrice": "HYPE.price", "HYPE.name": "HYPE.address HYPE.name HYPE.price HYPE.time value", "HYPE.time": "HYPE.time"],
            required: ["HYPE.markPrice"]
        ) { try await client($0).prices(names: ["HYPE", "BTC"]) },
        .answer(
            "GET /api/v1/symbols/info", headers: plain, is: #"[{"name":"HYPE","status":"TRADING","address":"So1anaT0ken"}]"#,
            reads: ["[].address": "[].address", "[].name": "[].name", "[].status": "[].status"],
            required: ["[].name", "[].status"]
        ) { try await client($0).symbols() },
        .answer(
            "GET /api/v1/metadata?addresses=0xab%2C0xcd", headers: plain, is: #"{"0xab":{"name":"HYPE","liquidity":{"usd":1.5}}}"#, raw: [""]
        ) { try await client($0).metadata(addresses: ["0xab", "0xcd"]) },
        .answer(
            "GET /api/v1/liquidity?addresses=0xab%2C0xcd", headers: plain, is: #"{"0xab":{"usd":1.5}}"#, raw: [""]
        ) { try await client($0).liquidity(addresses: ["0xab", "0xcd"]) },
        .answer(
            "GET /health", headers: plain, is: #"{"status":"ok"}"#, raw: [""]
        ) { await client($0).isHealthy() },
        .answer(
            "GET /fapi/v1/premiumIndex?symbol=BTCUSDT", headers: plain, is: binance,
            lenient: ["symbol": "a market that was not asked for is left out"], forms: ["": one],
            reads: ["markPrice": "BTCUSDT.price", "symbol": "BTCUSDT.address BTCUSDT.name BTCUSDT.price BTCUSDT.time value", "time": "BTCUSDT.time"],
            required: ["markPrice", "symbol"],
            unread: ["indexPrice", "lastFundingRate"]
        ) { try await client($0, .binance).prices(names: ["BTCUSDT"]) },
        .answer(
            "GET /fapi/v1/premiumIndex", headers: plain, is: "[\(binance)]", lenient: ["[].symbol": "a market that was not asked for is left out"],
            forms: ["": one],
            reads: [
                "[].markPrice": "BTCUSDT.price", "[].symbol": "BTCUSDT.address BTCUSDT.name BTCUSDT.price BTCUSDT.time value", "[].time": "BTCUSDT.time",
            ],
            required: ["[].markPrice", "[].symbol"],
            unread: ["[].indexPrice", "[].lastFundingRate"]
        ) { try await client($0, .binance).prices(names: ["BTCUSDT", "ETHUSDT"]) },
        .answer(
            "GET /fapi/v1/exchangeInfo", headers: plain, is: #"{"timezone":"UTC","symbols":[{"symbol":"BTCUSDT","status":"TRADING","pair":"BTCUSDT"}]}"#,
            reads: ["symbols[].status": "[].status", "symbols[].symbol": "[].name"],
            required: ["symbols", "symbols[].status", "symbols[].symbol"],
            unread: ["symbols[].pair", "timezone"]
        ) { try await client($0, .binance).symbols() },
        .answer(
            "GET /fapi/v1/ping", headers: plain, is: "{}", raw: [""]
        ) { await client($0, .binance).isHealthy() },
        .frame(
            "a frame of prices", document: "a frame of prices",
            is: #"[{"name":"HYPE","markPrice":24.123456789012345,"time":1782821982000,"address":"So1anaT0ken"}]"#,
            reads: ["[].address": "[].address", "[].markPrice": "[].price", "[].name": "[].name", "[].time": "[].time"],
            required: ["[].markPrice", "[].name"]
        ) { try MarkPrice.parse(frame: $0, source: .enigma) },
        .frame(
            "a frame of Binance's prices", document: "a frame of prices", is: "[\(entry)]",
            reads: ["[].E": "[].time", "[].p": "[].price", "[].s": "[].name"],
            required: ["[].p", "[].s"],
            unread: ["[].T", "[].e", "[].i", "[].r"]
        ) { try MarkPrice.parse(frame: $0, source: .binance) },
        .frame(
            "a frame of Binance's combined stream", document: "a frame of prices", is: #"{"stream":"!markPrice@arr@1s","data":[\#(entry)]}"#,
            reads: ["data[].E": "[].time", "data[].p": "[].price", "data[].s": "[].name"],
            required: ["data[].p", "data[].s"],
            unread: ["data[].T", "data[].e", "data[].i", "data[].r", "stream"]
        ) { try MarkPrice.parse(frame: $0, source: .binance) },
    ]
}
