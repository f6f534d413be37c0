namespace OciReconciler.Units;

/// <summary>A step failed for a reason that we can name.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="isTransient">Trying again may help without a new manifest.</param>
internal sealed class StepException(string reason, string message, bool isTransient = true) : Exception(message)
{
    /// <summary>CamelCase, for conditions.</summary>
    public string Reason { get; } = reason;

    /// <summary>As the planner takes it.</summary>
    public FailureReason Failure => new(Reason, Message, IsTerminal: !isTransient);
}
