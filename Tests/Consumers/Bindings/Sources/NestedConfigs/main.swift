print(Lending.Pool.Calls.Supply.signature)
print(Trading.Pool.Calls.Swap.signature)
