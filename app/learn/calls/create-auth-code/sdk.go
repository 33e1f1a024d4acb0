client := modelgates.New(modelgates.WithSecurity(os.Getenv("MODELGATES_API_KEY")))

result, err := client.OAuth.CreateAuthCode(ctx, operations.CreateAuthKeysCodeRequest{
	CallbackURL:         os.Getenv("CALLBACK_URL"),
	CodeChallenge:       modelgates.Pointer(os.Getenv("CODE_CHALLENGE")),
	CodeChallengeMethod: operations.CreateAuthKeysCodeCodeChallengeMethodS256.ToPointer(),
	Limit:               modelgates.Pointer[float64](1),
	UsageLimitType:      operations.UsageLimitTypeDaily.ToPointer(),
})
if err != nil {
	return err
}
