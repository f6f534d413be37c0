namespace OciReconciler.Model.Planning;

/// <summary>What went wrong in a preparation without stopping it.</summary>
/// <param name="Reason">One of <see cref="Conditions.Reasons"/>.</param>
/// <param name="Message">A sentence that tells what to do.</param>
public sealed record PrepareWarning(string Reason, string Message);
