namespace OciReconciler.Model.Status;

/// <summary>A version that was rolled back.</summary>
/// <param name="At">When it was given up.</param>
/// <param name="Reason">Why, as conditions have it.</param>
/// <param name="Message">The same, for people.</param>
/// <param name="Image">The image that the manifest wants.</param>
/// <param name="RunningImage">The image of the version that is in force in its place.</param>
/// <param name="LastLines">
/// The last lines that its container wrote, oldest first: what commands add from what is remembered of the workload, when root calls them.
/// Empty in what is published.
/// </param>
public sealed record RolledBackRevision(
    DateTimeOffset At, string Reason, string Message, string Image, string RunningImage, ImmutableArray<string> LastLines);
