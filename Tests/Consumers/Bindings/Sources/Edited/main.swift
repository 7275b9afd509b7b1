print(Demo.Token.Calls.Transfer.signature)
