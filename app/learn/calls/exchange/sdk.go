client := modelgates.New()

result, err := client.OAuth.ExchangeAuthCodeForAPIKey(ctx, operations.ExchangeAuthCodeForAPIKeyRequest{
	Code:         os.Getenv("CODE"),
	CodeVerifier: modelgates.Pointer(os.Getenv("CODE_VERIFIER")),
	CodeChallengeMethod: optionalnullable.From(
		modelgates.Pointer(operations.ExchangeAuthCodeForAPIKeyCodeChallengeMethodS256),
	),
})
if err != nil {
	return err
}
