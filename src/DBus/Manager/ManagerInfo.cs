namespace OciReconciler.DBus.Manager;

/// <summary>What the manager said of itself.</summary>
/// <param name="Version">As printed, such as "257.9-1~deb13u1".</param>
/// <param name="MajorVersion">Such as 257.</param>
public sealed record ManagerInfo(string Version, int MajorVersion);
