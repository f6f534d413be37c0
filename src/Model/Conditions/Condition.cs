namespace OciReconciler.Model.Conditions;

/// <summary>One aspect of a workload's state, as in Kubernetes.</summary>
/// <param name="Type">Ready, Progressing, Degraded or ManifestValid.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">CamelCase.</param>
/// <param name="Message">A sentence that tells what to do.</param>
/// <param name="LastTransitionTime">When the status last changed.</param>
public sealed record Condition(string Type, string Status, string Reason, string Message, DateTimeOffset LastTransitionTime);
