print(Demo.TokenV1.Calls.Transfer.signature)
print(Demo.TokenV2.Calls.Transfer.signature)
