namespace OciReconciler.Model.Conditions;

/// <summary>Why nothing is done: a CamelCase reason and a sentence that tells what to do.</summary>
/// <param name="Reason">For conditions.</param>
/// <param name="Message">For people.</param>
/// <param name="IsTerminal">The same again fails again, whatever happens meanwhile: only another manifest helps.</param>
public sealed record FailureReason(string Reason, string Message, bool IsTerminal = false)
{
    /// <summary>Images or inputs could not be made ready: nothing was touched for it.</summary>
    public bool IsPreparation { get; init; }

    /// <summary>Reason of what an engine that does not answer holds up.</summary>
    public const string EngineUnavailable = nameof(EngineUnavailable);

    /// <summary>Reason of what systemd does not take as a definition.</summary>
    public const string DefinitionRejected = nameof(DefinitionRejected);

    /// <summary>Reason of what waits for room where systemd keeps definitions.</summary>
    public const string DiskFull = nameof(DiskFull);
}
