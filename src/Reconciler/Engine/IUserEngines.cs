using OciReconciler.Model.Units;

namespace OciReconciler.Engine;

/// <summary>podman of users other than root.</summary>
internal interface IUserEngines
{
    /// <summary>A user of this host by name or number, or null.</summary>
    HostUser? Find(string user);

    /// <summary>The client of a user's podman. Connects nowhere yet.</summary>
    IContainerEngine Create(HostUser user);
}
