namespace OciReconciler.Model.Conditions;

/// <summary>Why nothing is done: a reason and a sentence that tells what to do.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="IsTerminal">The same again fails again, whatever happens meanwhile: only another manifest helps.</param>
public sealed record FailureReason(string Reason, string Message, bool IsTerminal = false)
{
    /// <summary>Images or inputs could not be made ready: nothing was touched for it.</summary>
    public bool IsPreparation { get; init; }
}
