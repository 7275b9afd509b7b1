print(Demo.Token.Calls.Transfer.signature)
print(Demo.Vault.Calls.Deposit.signature)
print(Demo.Vault.Calls.Withdraw.signature)
