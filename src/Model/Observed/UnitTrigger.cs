namespace OciReconciler.Model.Observed;

/// <summary>A unit of an administrator that is to start one of ours: a timer, a path or a socket.</summary>
/// <param name="ActiveState">active, inactive, failed, ...</param>
/// <param name="FileState">Whether it is installed to be started: enabled, enabled-runtime, disabled, static, ...</param>
public sealed record UnitTrigger(string Unit, string ActiveState, string FileState)
{
    /// <summary>It starts nothing, and nobody has asked for that.</summary>
    public bool IsIdle => ActiveState == "failed" || (ActiveState == "inactive" && FileState is "enabled" or "enabled-runtime");
}
