namespace OciReconciler.Model.Conditions;

/// <summary>One aspect of a workload's state, as in Kubernetes.</summary>
/// <param name="Type">One of <see cref="ConditionTypes"/>.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">A sentence that tells what to do.</param>
/// <param name="LastTransitionTime">When the status last changed.</param>
public sealed record Condition(string Type, string Status, string Reason, string Message, DateTimeOffset LastTransitionTime)
{
    /// <summary>A condition that holds, without a time yet.</summary>
    public static Condition True(string type, string reason, string message) => new(type, "True", reason, message, default);

    /// <summary>A condition that does not hold, without a time yet.</summary>
    public static Condition False(string type, string reason, string message) => new(type, "False", reason, message, default);
}
