print(Demo.Token.Calls.Transfer.signature)
print(Demo.Token.Calls.Approve.signature)
