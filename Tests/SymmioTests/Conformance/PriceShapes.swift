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

    static let all: [Shape] = [
        .answer(
            "GET /api/v1/prices?addresses=0xAB%2C0xcd", headers: plain, is: #"{"0xab":{"name":"HYPE","markPrice":24.5,"time":1782821982000}}"#, base: "",
            maps: [""], lenient: ["0xab.name": "a name that is missing is the key's"],
            unread: [/*EXPECT*/]
        ) { try await client($0).prices(addresses: ["0xAB", "0xcd"]) },
        .answer(
            "GET /api/v1/prices/HYPE%2CBTC", headers: plain, is: #"{"HYPE":{"name":"HYPE","markPrice":24.5,"time":1782821982000}}"#, base: "", maps: [""],
            lenient: ["HYPE.name": "a name that is missing is the key's, and one that was not asked for is left out"],
            unread: [/*EXPECT*/]
        ) { try await client($0).prices(names: ["HYPE", "BTC"]) },
        .answer(
            "GET /api/v1/symbols/info", headers: plain, is: #"[{"name":"HYPE","status":"TRADING","address":"So1anaT0ken"}]"#, base: "",
            unread: [/*EXPECT*/]
        ) { try await client($0).symbols() },
        .answer(
            "GET /api/v1/metadata?addresses=0xab%2C0xcd", headers: plain, is: #"{"0xab":{"name":"HYPE","liquidity":{"usd":1.5}}}"#, base: "", raw: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).metadata(addresses: ["0xab", "0xcd"]) },
        .answer(
            "GET /api/v1/liquidity?addresses=0xab%2C0xcd", headers: plain, is: #"{"0xab":{"usd":1.5}}"#, base: "", raw: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).liquidity(addresses: ["0xab", "0xcd"]) },
        .answer(
            "GET /health", headers: plain, is: #"{"status":"ok"}"#, base: "", raw: [""],
            unread: [/*EXPECT*/]
        ) { await client($0).isHealthy() },
        .answer(
            "GET /fapi/v1/premiumIndex?symbol=BTCUSDT", headers: plain, is: binance, base: "",
            lenient: ["symbol": "a market that was not asked for is left out"],
            unread: [/*EXPECT*/]
        ) { try await client($0, .binance).prices(names: ["BTCUSDT"]) },
        .answer(
            "GET /fapi/v1/premiumIndex", headers: plain, is: "[\(binance)]", base: "", lenient: ["[].symbol": "a market that was not asked for is left out"],
            unread: [/*EXPECT*/]
        ) { try await client($0, .binance).prices(names: ["BTCUSDT", "ETHUSDT"]) },
        .answer(
            "GET /fapi/v1/exchangeInfo", headers: plain, is: #"{"timezone":"UTC","symbols":[{"symbol":"BTCUSDT","status":"TRADING","pair":"BTCUSDT"}]}"#,
            base: "",
            unread: [/*EXPECT*/]
        ) { try await client($0, .binance).symbols() },
        .answer(
            "GET /fapi/v1/ping", headers: plain, is: "{}", base: "", raw: [""],
            unread: [/*EXPECT*/]
        ) { await client($0, .binance).isHealthy() },
        .frame(
            "a frame of prices", document: "a frame of prices",
            is: #"[{"name":"HYPE","markPrice":24.123456789012345,"time":1782821982000,"address":"So1anaT0ken"}]"#,
            unread: [/*EXPECT*/]
        ) { try MarkPrice.parse(frame: $0, source: .enigma) },
        .frame(
            "a frame of Binance's prices", document: "a frame of prices", is: "[\(entry)]",
            unread: [/*EXPECT*/]
        ) { try MarkPrice.parse(frame: $0, source: .binance) },
        .frame(
            "a frame of Binance's combined stream", document: "a frame of prices", is: #"{"stream":"!markPrice@arr@1s","data":[\#(entry)]}"#,
            lenient: ["data": "a frame without prices is a control frame"],
            unread: [/*EXPECT*/]
        ) { try MarkPrice.parse(frame: $0, source: .binance) },
    ]
}
