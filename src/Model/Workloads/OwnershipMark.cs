namespace OciReconciler.Model.Workloads;

/// <summary>
/// What we write into the descriptions of our units: whose they are and at which hashes. Read back by <see cref="Ownership.TryParse"/>.
/// </summary>
/// <param name="Unit">Full name of its service.</param>
/// <param name="DefinitionHash"><c>SpecHash.Definition</c>.</param>
/// <param name="InputsHash"><c>InputsDigest.Hash</c>, or <see cref="Unknown"/>.</param>
/// <param name="RenderVersion"><c>SpecHash.RenderVersion</c>, or <see cref="Unknown"/>.</param>
public sealed record OwnershipMark(WorkloadKey Key, string Unit, string DefinitionHash, string InputsHash, string RenderVersion)
{
    /// <summary>Stands for a hash that is not known.</summary>
    public const string Unknown = "-";

    /// <summary>The version that the unit was made from.</summary>
    public RevisionId Revision => new(DefinitionHash, InputsHash);
}
