// Exchange 1.0: a contract before an upgrade that changes a little of everything.
enum Side { LONG, SHORT }
enum Status { OPEN, CLOSED }
enum Phase { ONE, TWO, THREE }
enum Gone { A }
struct Fee { uint256 rate; uint256 cap; }
struct Order { uint256 id; Side side; Fee fee; bytes data; }
struct Receipt { uint256 id; uint256 amount; }
struct Point { int256 x; int256 y; }
struct Window { uint256 start; uint256 end; }
constructor(address owner);
function owner() view returns (address);
function place(uint256 price, Order order, bytes proof, Fee caps) returns (uint256);
function cancel(uint256 id, uint256 amount);
function swap(uint256 amountIn, uint256 amountOut);
function rename(uint256 oldName, uint256 _kept);
function receipt(uint256 id) view returns (Receipt);
function status(uint256 id) view returns (Status);
function setPhase(Phase phase);
function plot(Point p) pure returns (Point);
function range() view returns (uint256 lower, uint256 upper);
function window() view returns (Window);
function open(uint256 id);
function nothing();
function pay() payable;
function read() view returns (uint256);
function settle();
function price() returns (uint256);
function sides() view returns (Side, Gone);
function legacyFeeOf(address user) view returns (uint256);
event Placed(uint256 indexed id, address user, uint256 price);
event Moved(address from, address to);
event Settled(uint256 id);
event Retired(uint256 id);
error TooLow(uint256 price);
error Expired();
