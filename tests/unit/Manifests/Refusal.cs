namespace OciReconciler.UnitTests.Manifests;

/// <summary>A document that is refused.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Errors">All errors, as LINE: PATH: MESSAGE.</param>
internal sealed record Refusal(string Name, string Json, params string[] Errors);
