interface Enums {
    /// The side of an order.
    enum Side { BUY, SELL }
    enum QuoteStatus { PENDING, LOCKED, CANCEL_PENDING, CANCELED, OPENED }
    enum Lone { Only }
    struct Order { Side side; QuoteStatus status; Side[] sides; }
    type Price is uint128;
    function place(Order calldata order, Side side, Price price) external returns (QuoteStatus);
    function lone(Lone lone) external returns (Lone[] memory);
    event Placed(Side indexed side, QuoteStatus status);
    error Wrong(QuoteStatus status);
}
