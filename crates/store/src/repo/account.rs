//! Accounts and their log-in sessions.

use anlu_domain::{
    access::{Role, Scope, Viewer},
    ids::{EnterpriseId, GridId, PersonId, SessionId, UserId},
    time::UtcMs,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::column::corrupt;
use crate::{
    Db, StoreError, Tx,
    entity::{
        session,
        user_account::{Column, Entity, Model},
    },
};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: UserId,
    /// Log-in name, lower case, unique.
    pub login: String,
    /// Name as people see it.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Grid node of a grid chief (or of an officer with a territory).
    pub grid: Option<GridId>,
    /// Enterprise of an enterprise account.
    pub enterprise: Option<EnterpriseId>,
    /// Person of a driver's account.
    pub person: Option<PersonId>,
    /// PHC string.
    pub password_hash: String,
    /// May not log in.
    pub disabled: bool,
    /// Must choose a new password first.
    pub must_change: bool,
    /// Failed log-ins in a row.
    pub failures: u32,
    /// No log-in before this instant.
    pub locked_until: Option<UtcMs>,
    /// When it was made.
    pub created_at: UtcMs,
    /// Version, from 1.
    pub version: i64,
}

impl Account {
    /// What the account may see. An account whose scope is not set up sees nothing.
    pub fn scope(&self) -> Scope {
        match self.role {
            Role::BureauOfficer | Role::Enforcement | Role::Leader => self.grid.map_or(Scope::All, Scope::Grid),
            Role::GridChief => self.grid.map_or(Scope::Nothing, Scope::Grid),
            Role::Principal | Role::SafetyOfficer => self.enterprise.map_or(Scope::Nothing, Scope::Enterprise),
            Role::Driver => match (self.enterprise, self.person) {
                (Some(enterprise), Some(person)) => Scope::Person(enterprise, person),
                _ => Scope::Nothing,
            },
        }
    }

    /// The account as a viewer.
    pub fn viewer(&self) -> Viewer {
        Viewer { user: self.id, name: self.name.clone(), role: self.role, scope: self.scope() }
    }
}

impl TryFrom<Model> for Account {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(m.id),
            login: m.login,
            name: m.name,
            role: Role::parse(&m.role).ok_or_else(|| corrupt("user_account", "role", m.id))?,
            grid: m.grid_id.map(GridId),
            enterprise: m.enterprise_id.map(EnterpriseId),
            person: m.person_id.map(PersonId),
            password_hash: m.password_hash,
            disabled: m.disabled,
            must_change: m.must_change,
            failures: u32::try_from(m.failures).unwrap_or(0),
            locked_until: m.locked_until.map(UtcMs),
            created_at: UtcMs(m.created_at),
            version: m.version,
        })
    }
}

fn model(a: &Account) -> Model {
    Model {
        id: a.id.0,
        login: a.login.clone(),
        name: a.name.clone(),
        role: a.role.as_str().to_owned(),
        grid_id: a.grid.map(|g| g.0),
        enterprise_id: a.enterprise.map(|e| e.0),
        person_id: a.person.map(|p| p.0),
        password_hash: a.password_hash.clone(),
        disabled: a.disabled,
        must_change: a.must_change,
        failures: super::column::to_i32(a.failures),
        locked_until: a.locked_until.map(|t| t.0),
        created_at: a.created_at.0,
        version: a.version,
    }
}

/// Stores a new account; [`StoreError::Duplicate`] when the log-in name is taken.
pub async fn insert(tx: &Tx, account: &Account) -> Result<(), StoreError> {
    Entity::insert(model(account).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The account of a log-in name. For the log-in itself: there is no viewer yet.
pub async fn by_login(db: Db<'_>, login: &str) -> Result<Option<Account>, StoreError> {
    Entity::find().filter(Column::Login.eq(login)).one(&db.conn()).await?.map(Account::try_from).transpose()
}

/// The account of an id.
pub async fn get(db: Db<'_>, id: UserId) -> Result<Option<Account>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.map(Account::try_from).transpose()
}

/// Writes the account when its version still is `account.version`.
pub async fn update(tx: &Tx, account: &Account) -> Result<(), StoreError> {
    let next = account.version.saturating_add(1);
    let row = Model { version: next, ..model(account) }.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(account.id.0))
        .filter(Column::Version.eq(account.version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { what: "account", expected: account.version, found: next })
}

/// Counts one failed log-in and returns how many there are in a row. One statement, so that parallel guesses are all
/// counted; it does not touch the version.
pub async fn count_failure(tx: &Tx, id: UserId) -> Result<u32, StoreError> {
    Entity::update_many()
        .col_expr(Column::Failures, Expr::cust("failures + 1"))
        .filter(Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(get(tx.read(), id).await?.map_or(0, |a| a.failures))
}

/// Locks the account until an instant, or forgets failures and lock.
pub async fn set_lock(tx: &Tx, id: UserId, until: Option<UtcMs>) -> Result<(), StoreError> {
    let mut update = Entity::update_many().filter(Column::Id.eq(id.0));
    update = match until {
        Some(until) => update.col_expr(Column::LockedUntil, Expr::value(until.0)),
        None => update
            .col_expr(Column::LockedUntil, Expr::value(Option::<i64>::None))
            .col_expr(Column::Failures, Expr::value(0)),
    };
    update.exec(tx.conn()).await?;
    Ok(())
}

/// All accounts, for the administrator on the machine itself.
pub async fn all(db: Db<'_>) -> Result<Vec<Account>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Login).all(&db.conn()).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Accounts of a person.
pub async fn of_person(db: Db<'_>, person: PersonId) -> Result<Vec<Account>, StoreError> {
    let rows = Entity::find().filter(Column::PersonId.eq(person.0)).order_by_asc(Column::Id).all(&db.conn()).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Accounts that can act, by role, as the viewer may know them: the authority knows all, an enterprise its own and
/// nobody else.
pub async fn able(
    db: Db<'_>,
    viewer: &Viewer,
    role: Option<Role>,
    enterprise: Option<EnterpriseId>,
    limit: u64,
) -> Result<Vec<Account>, StoreError> {
    let known = match &viewer.scope {
        Scope::All | Scope::Grid(_) => Condition::all(),
        Scope::Enterprise(id) | Scope::Person(id, _) => Condition::all().add(Column::EnterpriseId.eq(id.0)),
        Scope::Nothing => crate::scope::nothing(),
    };
    let mut query = Entity::find().filter(Column::Disabled.eq(false)).filter(known);
    if let Some(role) = role {
        query = query.filter(Column::Role.eq(role.as_str()));
    }
    if let Some(enterprise) = enterprise {
        query = query.filter(Column::EnterpriseId.eq(enterprise.0));
    }
    let rows = query.order_by_asc(Column::Name).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// A log-in session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Id.
    pub id: SessionId,
    /// SHA-256 of the token, hex.
    pub token_hash: String,
    /// Account.
    pub user: UserId,
    /// When it began.
    pub created_at: UtcMs,
    /// Ends when unused until then.
    pub idle_until: UtcMs,
    /// Ends then in any case.
    pub expires_at: UtcMs,
}

/// Stores a new session.
pub async fn open_session(tx: &Tx, s: &Session) -> Result<(), StoreError> {
    let row = session::Model {
        id: s.id.0,
        token_hash: s.token_hash.clone(),
        user_id: s.user.0,
        created_at: s.created_at.0,
        idle_until: s.idle_until.0,
        expires_at: s.expires_at.0,
    };
    session::Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The live session of a token hash, with its account.
pub async fn session(db: Db<'_>, token_hash: &str, now: UtcMs) -> Result<Option<(Session, Account)>, StoreError> {
    let found = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::IdleUntil.gt(now.0))
        .filter(session::Column::ExpiresAt.gt(now.0))
        .one(&db.conn())
        .await?;
    let Some(m) = found else { return Ok(None) };
    let Some(account) = get(db, UserId(m.user_id)).await? else { return Ok(None) };
    let session = Session {
        id: SessionId(m.id),
        token_hash: m.token_hash,
        user: UserId(m.user_id),
        created_at: UtcMs(m.created_at),
        idle_until: UtcMs(m.idle_until),
        expires_at: UtcMs(m.expires_at),
    };
    Ok(Some((session, account)))
}

/// Moves the idle limit of a session.
pub async fn touch_session(tx: &Tx, id: SessionId, idle_until: UtcMs) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::IdleUntil, Expr::value(idle_until.0))
        .filter(session::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &Tx, token_hash: &str) -> Result<(), StoreError> {
    session::Entity::delete_many().filter(session::Column::TokenHash.eq(token_hash)).exec(tx.conn()).await?;
    Ok(())
}

/// Ends every session of an account but `keep`.
pub async fn end_sessions_of(tx: &Tx, user: UserId, keep: Option<SessionId>) -> Result<(), StoreError> {
    let mut delete = session::Entity::delete_many().filter(session::Column::UserId.eq(user.0));
    if let Some(keep) = keep {
        delete = delete.filter(session::Column::Id.ne(keep.0));
    }
    delete.exec(tx.conn()).await?;
    Ok(())
}

/// Removes sessions that have ended; returns how many.
pub async fn remove_ended_sessions(tx: &Tx, now: UtcMs) -> Result<u64, StoreError> {
    let ended = Condition::any().add(session::Column::IdleUntil.lte(now.0)).add(session::Column::ExpiresAt.lte(now.0));
    Ok(session::Entity::delete_many().filter(ended).exec(tx.conn()).await?.rows_affected)
}
